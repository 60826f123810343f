#pragma once

#include <azoth/expression/element.hpp>
#include <azoth/expression/value_function.hpp>
#include <azoth/expression/visitor.hpp>
#include <azoth/types/value.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth::ast {

/// FROM clauses without duplicates, in the order in which they were added.
class FromList {
public:
    /// Adds a clause that is not in the list yet.
    void add(const FromClause* from);
    /// The clauses.
    std::span<const FromClause* const> items() const noexcept {
        return {size_ <= few_.size() ? few_.data() : many_.data(), size_};
    }
    /// Whether a clause is in the list.
    bool contains(const FromClause* from) const noexcept;
    /// Removes the clauses of the other list.
    void remove(const FromList& others);

private:
    // Most lists are short, and a statement makes many of them.
    std::array<const FromClause*, 6> few_{};
    std::vector<const FromClause*> many_;  // all, once they are too many
    std::size_t size_ = 0;
};

/// Receives the members of a node one after the other.
class MemberReader {
public:
    virtual ~MemberReader() = default;
    /// Receives a child; null: absent.
    virtual void child(const Node* node) = 0;  ///< null: absent
    /// Receives a number.
    virtual void number(std::int64_t value) = 0;
    /// Receives a text.
    virtual void text(std::string_view value) = 0;
    virtual void type(const SqlType& value) = 0;
    virtual void value(const Value& value) = 0;

    /// Receives a member.
    template <class N>
    void operator()(const NodePtr<N>& node) {
        child(node.get());
    }
    template <class T>
    void operator()(const std::vector<T>& list) {
        number(static_cast<std::int64_t>(list.size()));
        for (const auto& item : list) (*this)(item);
    }
    template <class T>
    requires(std::is_enum_v<T> || std::integral<T>) void operator()(const T& v) {
        number(static_cast<std::int64_t>(v));
    }
    template <class A, class B>
    void operator()(const std::pair<A, B>& pair) {
        (*this)(pair.first);
        (*this)(pair.second);
    }
    template <class T>
    void operator()(const std::optional<T>& v) {
        number(v ? 1 : 0);
        if (v) (*this)(*v);
    }
    void operator()(const std::string& v) { text(v); }
    void operator()(const SqlType& v) { type(v); }
    void operator()(const Value& v) { value(v); }
};

/// Replaces the children of a new copy of a node.
class MemberMapper {
public:
    virtual ~MemberMapper() = default;
    /// Returns the replacement of a child; it has the same kind (expression, FROM clause, statement).
    virtual AnyPtr map(const AnyPtr& node) = 0;

    /// Replaces the children of a member.
    template <class N>
    void operator()(NodePtr<N>& node) {
        if (node) node = NodePtr<N>(static_cast<N*>(map(node).get()));
    }
    template <class T>
    void operator()(std::vector<T>& list) {
        for (auto& item : list) (*this)(item);
    }
    template <class A, class B>
    void operator()(std::pair<A, B>& pair) {
        (*this)(pair.first);
        (*this)(pair.second);
    }
    template <class T>
    void operator()(std::optional<T>& v) {
        if (v) (*this)(*v);
    }
    template <class T>
    requires(std::is_enum_v<T> || std::integral<T>) void operator()(T&) {}
    void operator()(std::string&) {}
    void operator()(SqlType&) {}
    void operator()(Value&) {}
};

/// Derives a node class from one list of its members, the static function `describe(self, visit)`.
template <class Derived, class Base>
class Described : public Base {
public:
    using Base::Base;

    void accept(Visitor& visitor) const override { visitor.visit(static_cast<const Derived&>(*this)); }
    void members(MemberReader& reader) const override { Derived::describe(static_cast<const Derived&>(*this), reader); }
    NodePtr<Node> rebuild(MemberMapper& mapper) const override {
        auto copy = make_node<Derived>(static_cast<const Derived&>(*this));
        Derived::describe(*copy, mapper);
        return copy;
    }
};

/// A column of a FROM clause, which owns it.
class Column final : public Expression {
public:
    Column(const FromClause* table, std::string column_name, SqlType t, std::shared_ptr<const ColumnInfo> column_info,
           const Column* column_origin)
        : Expression(table, std::move(t)),
          from(table),
          name(std::move(column_name)),
          info(std::move(column_info)),
          origin(column_origin) {}

    void accept(Visitor& visitor) const override { visitor.visit(*this); }
    void members(MemberReader& reader) const override;
    NodePtr<Node> rebuild(MemberMapper& mapper) const override;
    void collect_from(FromList& list) const override;
    std::string_view row_name() const noexcept override { return name; }
    std::string_view name_seed() const noexcept override { return name; }
    const Column* plain_column() const noexcept override { return this; }
    bool is_unique() const noexcept override { return from != nullptr && from->is_unique(); }
    /// That of its FROM clause, which the column keeps alive.
    std::uint16_t depth() const override { return from != nullptr ? from->depth() : Node::depth(); }

    const FromClause* from;  ///< null: a column that belongs to no table yet
    /// The column's name.
    std::string name;
    std::shared_ptr<const ColumnInfo> info;  ///< the schema's properties; null for a column of no table
    const Column* origin;                    ///< of an alias: the column of the table, which this one keeps alive
    ExpressionPtr expression;                ///< of a subquery: the expression in its statement
    const void* name_key = nullptr;          ///< not null: `name` is the beginning of a name that the compiler makes
};

/// A value that is sent separately from the text. Two uses of one node share a placeholder if the dialect supports it.
class BindParameter final : public Described<BindParameter, Expression> {
public:
    /// A literal: the compiler numbers its key.
    BindParameter(Value v, std::string k)
        : Described(v.type(), Operator::none), key(std::move(k)), value(std::move(v)) {}
    /// The argument at position `i` of each execution.
    BindParameter(std::string k, SqlType t, int i)
        : Described(std::move(t), Operator::none), key(std::move(k)), index(i), required(true), unique(false) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.key);
        visit(self.value);
        visit(self.type);
        visit(self.index);
        visit(self.required);
        visit(self.unique);
        visit(self.literal);
    }
    const BindParameter* as_parameter() const noexcept override { return this; }

    std::string key;        ///< what it is named after: the column of the other operand, or the name given by the user
    Value value;            ///< unless required, or made by the function
    SqlType declared;       ///< its own type, if `type` is that of the other operand
    int index = -1;         ///< the argument of a query() or column of an executemany that has the value
    bool required = false;  ///< the value is given at execution
    bool literal = false;   ///< written into the text
    bool unique = true;     ///< false: every parameter of that key in a statement is the same one
    std::shared_ptr<const ValueFunction> function;  ///< makes the value at each execution
};

/// NULL, TRUE or FALSE as a literal.
class Constant final : public Described<Constant, Expression> {
public:
    /// Kind of a constant.
    enum class Which : std::uint8_t {
        null,   ///< NULL
        true_,  ///< TRUE
        false_  ///< FALSE
    };
    explicit Constant(Which w)
        : Described(w == Which::null ? SqlType() : SqlType(Boolean()), Operator::none), which(w) {}
    const Constant* as_constant() const noexcept override { return this; }
    ExpressionPtr negated() const override;
    /// Whether it is NULL.
    bool is_null() const noexcept { return which == Which::null; }

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.which);
    }

    /// Which constant it is.
    Which which;
};

/// SQL text as an expression: literal_column("...").
class TextExpression final : public Described<TextExpression, Expression> {
public:
    TextExpression(std::string t, SqlType as) : Described(std::move(as), Operator::none), text(std::move(t)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.text);
        visit(self.type);
    }
    /// The text, if it is the name of a column.
    std::string_view row_name() const noexcept override;
    bool takes_label(bool in_subquery) const noexcept override { return in_subquery && text != "*"; }

    /// The text.
    std::string text;
};

/// An operator with one operand.
class Unary final : public Described<Unary, Expression> {
public:
    Unary(Operator o, ExpressionPtr e, SqlType t) : Described(std::move(t), o), operand(std::move(e)) {}
    ExpressionPtr negated() const override;

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.op);
        visit(self.operand);
        visit(self.type);
    }

    /// The operand.
    ExpressionPtr operand;
};

/// An operator with two operands.
class Binary final : public Described<Binary, Expression> {
public:
    Binary(Operator o, ExpressionPtr l, ExpressionPtr r, SqlType t)
        : Described(std::move(t), o), left(std::move(l)), right(std::move(r)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.op);
        visit(self.left);
        visit(self.right);
        visit(self.modifier);
        visit(self.type);
    }

    ExpressionPtr negated() const override;

    /// The left operand.
    ExpressionPtr left;
    /// The right operand.
    ExpressionPtr right;
    std::string modifier;  ///< LIKE's escape character, a regular expression's flags, a full-text configuration
};

/// Several expressions joined by one operator: AND, OR, or a comma; also a long chain of +, * or ||, which is evaluated
/// from left to right, with intermediate results of the type of the whole.
class ExpressionList final : public Described<ExpressionList, Expression> {
public:
    ExpressionList(Operator o, std::vector<ExpressionPtr> list, SqlType t = {})
        : Described(std::move(t), o), items(std::move(list)) {}
    const ExpressionList* as_list() const noexcept override { return is_chain() ? nullptr : this; }
    /// Whether it is one value, computed by operators with two operands.
    bool is_chain() const noexcept { return op != Operator::comma && op != Operator::and_ && op != Operator::or_; }

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.op);
        visit(self.items);
    }

    /// The expressions.
    std::vector<ExpressionPtr> items;
};

/// An expression with a name. ORDER BY and GROUP BY write the name.
class Label final : public Described<Label, Expression> {
public:
    Label(std::string n, ExpressionPtr e, std::optional<bool> q = {})
        : Described(e->type, e->op), name(std::move(n)), element(std::move(e)), quote(q) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.name);
        visit(self.element);
        visit(self.quote);
    }
    std::string_view row_name() const noexcept override { return name; }
    std::string_view name_seed() const noexcept override {
        if (!name.empty()) return name;
        const std::string_view seed = element->row_name();
        return seed.empty() ? element->name_seed() : seed;
    }
    const Column* plain_column() const noexcept override { return element->plain_column(); }
    const Label* as_label() const noexcept override { return this; }

    std::string name;  ///< empty: made by the compiler
    /// The expression.
    ExpressionPtr element;
    std::optional<bool> quote;  ///< whether the name is quoted; empty: by the dialect's rules
};

struct KnownFunction;

/// A function call; the name may be qualified ("pg_catalog", "lower").
class Function final : public Described<Function, Expression> {
public:
    /// A call of a known function, whose row determines how it is written and whether it is pure.
    Function(const KnownFunction& row, std::vector<ExpressionPtr> a, SqlType t);
    /// A call of a function by the name that the user gave.
    Function(std::vector<std::string> n, std::vector<ExpressionPtr> a, SqlType t, bool is_pure)
        : Described(std::move(t), Operator::none), name(std::move(n)), arguments(std::move(a)), pure(is_pure) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        const bool is_known = self.known != nullptr;
        visit(self.name);
        visit(self.arguments);
        visit(self.type);
        visit(is_known);
        visit(self.pure);
    }
    std::string_view name_seed() const noexcept override { return name.back(); }

    /// The parts of the name.
    std::vector<std::string> name;
    /// The arguments.
    std::vector<ExpressionPtr> arguments;
    const KnownFunction* known = nullptr;  ///< the function's row; null: written by its name
    bool pure;                             ///< see Purity
};

/// A FROM clause under another name, with columns of its own.
class Alias final : public Described<Alias, FromClause> {
public:
    /// An empty name is made by the compiler (users_1).
    Alias(FromPtr e, std::string alias);
    Alias(const Alias& other);

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.element);
        visit(self.alias_name);
    }
    std::string_view name() const noexcept override { return alias_name; }
    std::string_view name_seed() const noexcept override {
        const std::string_view seed = element->name();
        return seed.empty() ? "anon" : seed;
    }

    /// The clause.
    FromPtr element;
    /// Its name; empty: made by the compiler.
    std::string alias_name;
};

}  // namespace azoth::ast
