#pragma once

#include <azoth/expression/ast.hpp>

#include <string>
#include <utility>
#include <vector>

namespace azoth::ast {

/// operand BETWEEN low AND high.
class Between final : public Described<Between, Expression> {
public:
    Between(Operator o, ExpressionPtr e, ExpressionPtr from, ExpressionPtr to, bool either_way)
        : Described(Boolean(), o),
          operand(std::move(e)),
          low(std::move(from)),
          high(std::move(to)),
          symmetric(either_way) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.op);
        visit(self.operand);
        visit(self.low);
        visit(self.high);
        visit(self.symmetric);
    }
    ExpressionPtr negated() const override;

    /// The operand.
    ExpressionPtr operand;
    /// The lower bound.
    ExpressionPtr low;
    /// The upper bound.
    ExpressionPtr high;
    /// BETWEEN SYMMETRIC.
    bool symmetric;
};

/// Two operands with an operator written by the user.
class CustomBinary final : public Described<CustomBinary, Expression> {
public:
    CustomBinary(std::string s, int binds, ExpressionPtr l, ExpressionPtr r, SqlType t)
        : Described(std::move(t), Operator::custom),
          symbol(std::move(s)),
          left(std::move(l)),
          right(std::move(r)),
          tightness(binds) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.symbol);
        visit(self.left);
        visit(self.right);
        visit(self.tightness);
        visit(self.type);
    }
    int precedence() const noexcept override { return tightness; }

    /// The operator.
    std::string symbol;
    /// The left operand.
    ExpressionPtr left;
    /// The right operand.
    ExpressionPtr right;
    /// The operator's precedence.
    int tightness;
};

/// A text with the matches of a regular expression replaced.
class RegexpReplace final : public Described<RegexpReplace, Expression> {
public:
    RegexpReplace(ExpressionPtr e, ExpressionPtr p, ExpressionPtr r, std::string f)
        : Described(e->type, Operator::regexp_replace),
          operand(std::move(e)),
          pattern(std::move(p)),
          replacement(std::move(r)),
          flags(std::move(f)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.operand);
        visit(self.pattern);
        visit(self.replacement);
        visit(self.flags);
    }

    /// The text.
    ExpressionPtr operand;
    /// The regular expression.
    ExpressionPtr pattern;
    /// The replacement.
    ExpressionPtr replacement;
    /// The regular expression's flags.
    std::string flags;
};

/// CASE, with a value to compare or with conditions.
class Case final : public Described<Case, Expression> {
public:
    /// Pairs of a condition, or a value to compare with, and a result.
    using Branches = std::vector<std::pair<ExpressionPtr, ExpressionPtr>>;

    Case(SqlType t, ExpressionPtr v, Branches b, ExpressionPtr o)
        : Described(std::move(t), Operator::none),
          value(std::move(v)),
          branches(std::move(b)),
          otherwise(std::move(o)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.value);
        visit(self.branches);
        visit(self.otherwise);
        visit(self.type);
    }

    ExpressionPtr value;  ///< null: the branches have conditions
    /// The branches, in their order.
    Branches branches;
    ExpressionPtr otherwise;  ///< null: NULL
};

/// CAST(element AS type).
class Cast final : public Described<Cast, Expression> {
public:
    Cast(ExpressionPtr e, SqlType t) : Described(std::move(t), Operator::none), element(std::move(e)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.element);
        visit(self.type);
    }
    std::string_view name_seed() const noexcept override { return element->name_seed(); }

    /// The expression that is converted.
    ExpressionPtr element;
};

/// An expression with another type; nothing is written for it.
class TypeCoerce final : public Described<TypeCoerce, Expression> {
public:
    TypeCoerce(ExpressionPtr e, SqlType t) : Described(std::move(t), e->op), element(std::move(e)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.element);
        visit(self.type);
    }
    std::string_view name_seed() const noexcept override { return element->name_seed(); }
    const Column* plain_column() const noexcept override { return element->plain_column(); }
    std::string_view row_name() const noexcept override { return element->row_name(); }
    int precedence() const noexcept override { return element->precedence(); }

    /// The expression.
    ExpressionPtr element;
};

/// EXTRACT(field FROM element).
class Extract final : public Described<Extract, Expression> {
public:
    Extract(std::string f, ExpressionPtr e, SqlType t)
        : Described(std::move(t), Operator::none), field(std::move(f)), element(std::move(e)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.field);
        visit(self.element);
        visit(self.type);
    }

    /// The field.
    std::string field;
    /// The date or time.
    ExpressionPtr element;
};

/// element COLLATE collation.
class Collate final : public Described<Collate, Expression> {
public:
    Collate(ExpressionPtr e, std::string c)
        : Described(e->type, Operator::collate), element(std::move(e)), collation(std::move(c)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.element);
        visit(self.collation);
    }

    /// The text.
    ExpressionPtr element;
    /// Name of the collation.
    std::string collation;
};

/// A row of values: (a, b).
class Tuple final : public Described<Tuple, Expression> {
public:
    explicit Tuple(std::vector<ExpressionPtr> list)
        : Described(SqlType(TypeKind::tuple), Operator::none), items(std::move(list)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.items);
    }
    bool has_brackets() const noexcept override { return true; }
    const Tuple* as_tuple() const noexcept override { return this; }

    /// The values.
    std::vector<ExpressionPtr> items;
};

/// ARRAY[a, b].
class ArrayLiteral final : public Described<ArrayLiteral, Expression> {
public:
    ArrayLiteral(std::vector<ExpressionPtr> list, SqlType t)
        : Described(std::move(t), Operator::none), items(std::move(list)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.items);
        visit(self.type);
    }

    /// The elements.
    std::vector<ExpressionPtr> items;
};

/// An element of an array, or a slice of it.
class Subscript final : public Described<Subscript, Expression> {
public:
    Subscript(ExpressionPtr e, ExpressionPtr at, ExpressionPtr to, SqlType t)
        : Described(std::move(t), Operator::getitem),
          element(std::move(e)),
          index(std::move(at)),
          upper(std::move(to)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.element);
        visit(self.index);
        visit(self.upper);
        visit(self.type);
    }

    /// The array.
    ExpressionPtr element;
    /// The index, or the first index of a slice.
    ExpressionPtr index;
    ExpressionPtr upper;  ///< not null: the last index of a slice
};

/// The value of a key, a position or a path in JSON, as JSON or read as another type.
class JsonAccess final : public Described<JsonAccess, Expression> {
public:
    JsonAccess(ExpressionPtr e, ExpressionPtr k, ExpressionPtr p, bool several, SqlType t)
        : Described(std::move(t), Operator::json_getitem),
          element(std::move(e)),
          key(std::move(k)),
          path(std::move(p)),
          is_path(several) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.element);
        visit(self.key);
        visit(self.path);
        visit(self.is_path);
        visit(self.as_other);
        visit(self.without_cast);
        visit(self.type);
    }
    const JsonAccess* as_json_access() const noexcept override { return this; }

    /// The JSON value.
    ExpressionPtr element;
    ExpressionPtr key;   ///< a text, an integer, or an array of texts
    ExpressionPtr path;  ///< the same as a JSON path: $."a"[0]; null if it cannot be written as one
    /// Whether `key` is a path.
    bool is_path;
    bool as_other = false;      ///< read as `type`
    bool without_cast = false;  ///< the operator returns the type itself
};

/// JSON_VALUE, JSON_QUERY, JSON_EXISTS and JSON_TABLE of SQL:2016.
class SqlJson final : public Described<SqlJson, Expression> {
public:
    /// The function.
    enum class Form : std::uint8_t {
        value,   ///< JSON_VALUE
        query,   ///< JSON_QUERY
        exists,  ///< JSON_EXISTS
        table    ///< JSON_TABLE
    };
    /// What the function does instead of returning a value.
    enum class Fallback : std::uint8_t {
        null,  ///< return NULL
        error  ///< fail
    };

    SqlJson(Form f, ExpressionPtr e, std::string p, SqlType t)
        : Described(std::move(t), Operator::none), form(f), element(std::move(e)), path(std::move(p)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.form);
        visit(self.element);
        visit(self.path);
        visit(self.wrapped);
        visit(self.on_empty);
        visit(self.on_error);
        visit(self.names);
        visit(self.types);
        visit(self.paths);
        visit(self.type);
    }

    /// The function.
    Form form;
    /// The JSON value.
    ExpressionPtr element;
    /// The JSON path.
    std::string path;
    /// JSON_QUERY: several values are wrapped in an array.
    bool wrapped = false;
    /// If the path finds nothing.
    Fallback on_empty = Fallback::null;
    /// If the value cannot be converted.
    Fallback on_error = Fallback::null;
    // The columns of JSON_TABLE.
    /// Their names.
    std::vector<std::string> names;
    /// Their types.
    std::vector<SqlType> types;
    std::vector<std::string> paths;  ///< within a row; empty: the row's number
};

}  // namespace azoth::ast
