#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/expression/ast_forms.hpp>
#include <azoth/expression/ast_functions.hpp>
#include <azoth/expression/known_function.hpp>
#include <azoth/expression/visitor.hpp>
#include <azoth/sql/growing_map.hpp>
#include <azoth/sql/label_style.hpp>
#include <azoth/sql/query_node.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/sql/statement_text.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

class DdlCompiler;

class Dialect;
class NamedValue;
namespace detail {
class BindIndex;
struct UsedNames;
}  // namespace detail

struct CompileOptions {
    /// Parameters are written into the text as literals; throws CompileError where a value has no literal form.
    bool literal_binds = false;
    /// Each clause on a line of its own, subqueries indented: for reading.
    bool pretty = false;
    /// IN lists of values are sent as one array, `= ANY ($1)`, where the dialect has arrays: the text of a statement is
    /// the same for lists of any length.
    bool lists_as_arrays = false;
    /// Each operand that is an operator itself is in parentheses, also where the grammar needs none: the text shows how
    /// the expression was built.
    bool all_parentheses = false;
    /// The statement will be executed with many rows: keys that the database makes are not asked for.
    bool for_many = false;
    /// Of every SELECT that doesn't say itself.
    LabelStyle label_style = LabelStyle::disambiguate_only;
    /// Wherever the first schema would be named, the second is; empty: no schema.
    std::vector<std::pair<std::string, std::string>> schema_translate;
    /// The values of named parameters, where they are known already; they outlive the compilation.
    std::span<const NamedValue> values;
    /// With for_many: the types of a row's fields, for parameters that have none; they outlive the compilation.
    std::span<const SqlType> row_types;
};

/// Where an INSERT's execution finds a column of the new row's primary key.
struct KeySource {
    enum class From : std::uint8_t {
        parameter,       ///< what was sent as parameter `index`
        returned,        ///< column `index` of the row that came back
        last_insert_id,  ///< what the database numbered the row
        unknown
    };
    const ast::Column* column = nullptr;  ///< alive as long as the statement
    From from = From::unknown;
    std::size_t index = 0;
};

/// A column of a written row whose value is a parameter: what default functions see of the row.
struct RowColumn {
    const ast::Column* column = nullptr;
    std::uint32_t row = 0;
    std::uint32_t parameter = 0;
};

/// A statement compiled for one dialect. Immutable, shared between threads.
struct Compiled {
    std::shared_ptr<const StatementText> text;
    /// The parameters in the order of their placeholders.
    std::vector<ast::NodePtr<const ast::BindParameter>> binds;
    /// The expressions behind text->columns, one for one; what they belong to lives as long as `statement`. Empty where
    /// the columns are not known.
    std::vector<const ast::Expression*> columns;
    /// The answer's row is not the user's: RETURNING was added for the primary key and for return_defaults().
    bool implicit_returning = false;
    /// INSERT of one row: where its key is found, in the order of the table's key columns.
    std::vector<KeySource> primary_key;
    /// Only if a parameter is made by a function.
    std::vector<RowColumn> row_columns;
    /// Parameter i is argument i and there is no other: arguments can be sent as they are.
    bool arguments_in_order = false;
    ast::NodePtr<const ast::StatementNode> statement;
    /// What looks like a mistake: FROM clauses that nothing connects. Worth a line in the log.
    std::vector<std::string> warnings;
    /// What the compiler made beside the statement and `columns` may refer to.
    std::vector<ast::AnyPtr> made;

    /// The parameters' values by name, each once, in the order of the text: {"name_1", "ada"}. NULL for one that has no
    /// value yet.
    std::vector<std::pair<std::string, Value>> params() const;
};

/// Throws CompileError, or UnsupportedCompilationError for a construct that the dialect does not have. Thread-safe.
Compiled compile(const Statement& statement, const Dialect& dialect, const CompileOptions& options = {});

/// Turns a statement into SQL. This class spells the generic dialect (named parameters); a dialect's compiler derives
/// from it and overrides the few things it spells differently. An object compiles one statement.
class Compiler : public Visitor {
public:
    explicit Compiler(CompileOptions options = {});
    ~Compiler() override;

    /// Throws CompileError if the statement can't be spelt.
    Compiled compile(const Statement& statement);
    /// One expression by itself, with its parameters.
    std::string compile_expression(const ast::Expression& expression);
    /// One expression by itself, for DDL: columns unqualified, values as literals.
    std::string compile_ddl_expression(const ast::Expression& expression);
    /// A SELECT inside DDL: values as literals.
    std::string compile_ddl_query(const ast::StatementNode& query);

    void visit(const ast::Column& node) override;
    void visit(const ast::BindParameter& node) override;
    void visit(const ast::Constant& node) override;
    void visit(const ast::TextExpression& node) override;
    void visit(const ast::Unary& node) override;
    void visit(const ast::Binary& node) override;
    void visit(const ast::ExpressionList& node) override;
    void visit(const ast::Label& node) override;
    void visit(const ast::Function& node) override;
    void visit(const ast::FilteredFunction& node) override;
    void visit(const ast::WithinGroup& node) override;
    void visit(const ast::AggregateOrder& node) override;
    void visit(const ast::Window& node) override;
    void visit(const ast::Over& node) override;
    void visit(const ast::Between& node) override;
    void visit(const ast::CustomBinary& node) override;
    void visit(const ast::RegexpReplace& node) override;
    void visit(const ast::Case& node) override;
    void visit(const ast::Cast& node) override;
    void visit(const ast::TypeCoerce& node) override;
    void visit(const ast::Extract& node) override;
    void visit(const ast::Collate& node) override;
    void visit(const ast::Tuple& node) override;
    void visit(const ast::ArrayLiteral& node) override;
    void visit(const ast::Subscript& node) override;
    void visit(const ast::JsonAccess& node) override;
    void visit(const ast::NextValue& node) override;
    void visit(const ast::ScalarSelect& node) override;
    void visit(const ast::ScalarValues& node) override;
    void visit(const ast::ValuesStatement& node) override;
    void visit(const ast::WholeRow& node) override;
    void visit(const ast::FunctionColumn& node) override;
    void visit(const ast::LabelReference& node) override;
    void visit(const ast::Alias& node) override;
    void visit(const ast::Join& node) override;
    void visit(const ast::Subquery& node) override;
    void visit(const ast::Cte& node) override;
    void visit(const ast::TableSample& node) override;
    void visit(const ast::TableFunction& node) override;
    void visit(const ast::ValuesNode& node) override;
    void visit(const ast::RowLock& node) override;
    void visit(const ast::TableNode& node) override;
    void visit(const ast::SelectNode& node) override;
    void visit(const ast::CompoundNode& node) override;
    void visit(const ast::InsertNode& node) override;
    void visit(const ast::ConflictClause& node) override;
    void visit(const ast::ExcludedColumn& node) override;
    void visit(const ast::DmlColumn& node) override;
    void visit(const ast::UpdateNode& node) override;
    void visit(const ast::DeleteNode& node) override;
    void visit(const ast::DdlNode& node) override;
    void visit(const ast::Custom& node) override;
    void visit(const ast::TextClause& node) override;
    void visit(const ast::TextFrom& node) override;
    void visit(const ast::TextNode& node) override;

    /// An identifier, quoted where the dialect's rules ask for it. Throws IdentifierError.
    void write_identifier(std::string_view name);
    /// The same, in quotes or not as it is told; not told: as the rules ask for.
    void write_identifier(std::string_view name, std::optional<bool> quote);
    /// A string literal. Throws CompileError if the text holds a NUL.
    virtual void write_string(std::string_view text);
    /// "schema.table".
    void write_table_name(const ast::TableNode& table);
    /// "schema.", as schema_translate has it, or nothing.
    void write_schema(std::string_view schema);
    /// "schema.name".
    void write_qualified(std::string_view schema, std::string_view name);
    std::string_view text() const noexcept { return out_; }

protected:
    /// What writes this dialect's DDL.
    virtual std::unique_ptr<DdlCompiler> ddl_compiler() const;
    /// The next number of a sequence, whose name is `qualified`.
    virtual void write_next_value(std::string_view qualified);
    /// Without sequences, columns that one numbers are left to the database.
    virtual bool has_sequences() const noexcept { return true; }
    const CompileOptions& options() const noexcept { return options_; }
    virtual bool is_reserved(std::string_view lower_case_word) const noexcept;
    virtual std::size_t max_identifier_length() const noexcept;
    /// The placeholder of parameter `index` (from 0); `name` is its unique key if placeholders_named().
    virtual void write_placeholder(std::size_t index, std::string_view name);
    virtual bool placeholders_named() const noexcept { return true; }
    /// Whether one placeholder may stand at several places of the text.
    virtual bool placeholders_repeat() const noexcept { return true; }
    /// How many parameters the database takes with one statement; more are refused while the statement is compiled.
    virtual std::size_t max_parameters() const noexcept { return SIZE_MAX; }
    /// What to do instead of sending more than max_parameters(), for the message.
    virtual std::string_view instead_of_parameters() const noexcept;
    virtual std::string_view dialect_name() const noexcept { return "generic"; }
    /// How the database gives an INSERT's key back.
    enum class KeyReturn : std::uint8_t { nothing, returning, last_insert_id };
    virtual KeyReturn key_return() const noexcept { return KeyReturn::nothing; }
    /// Whether RETURNING names a column with its table.
    virtual bool qualifies_returning() const noexcept { return true; }
    virtual bool has_delete_using() const noexcept { return true; }
    virtual bool has_update_from() const noexcept { return true; }
    virtual bool has_conflict_constraints() const noexcept { return true; }
    virtual bool has_several_conflicts() const noexcept { return false; }
    /// A SELECT without WHERE that ON CONFLICT follows needs one, lest ON be read as a join's.
    virtual bool conflict_needs_where() const noexcept { return false; }
    [[noreturn]] void unsupported(std::string_view construct) const;
    virtual void write_boolean(bool value);
    virtual void write_literal(const Value& value);
    /// Whether a literal of the type that is selected by itself shows its type, also where nothing lasting is defined.
    virtual bool selects_typed_literal(const SqlType&) const noexcept { return false; }
    /// LIMIT and OFFSET, of which there is at least one.
    virtual void write_limit(const ast::QueryNode& node);
    /// The limit as FETCH FIRST.
    virtual void write_fetch(const ast::QueryNode& node);
    /// A member of a set operation that has an order or a limit of its own, or is a set operation itself.
    virtual void write_member_group(const ast::StatementNode& member);
    /// VALUES in FROM, with the names of its columns.
    virtual void write_values_from(const ast::ValuesNode& node);
    /// A table with a hint beside it; not called for hints that are for another dialect.
    virtual void write_hinted(const ast::FromClause& from, std::string_view hint);
    void write_column_name(const ast::Column& node);
    /// "(a, b)": all of them.
    void write_column_names(const ast::FromClause& from);
    /// VALUES with its rows, without parentheses.
    void write_values(const ast::ValuesNode& node);
    /// " AS name".
    void write_alias_name(const ast::FromClause& from);
    virtual bool has_distinct_on() const noexcept { return true; }
    virtual bool has_intersect_all() const noexcept { return true; }
    virtual bool has_lateral() const noexcept { return true; }
    virtual bool has_tablesample() const noexcept { return true; }
    virtual bool has_derived_columns() const noexcept { return true; }
    virtual bool has_dml_in_cte() const noexcept { return true; }

    // How a dialect spells expressions.
    /// Whether a truth value may stand by itself; if not, it is written as a comparison with 1.
    virtual bool has_boolean() const noexcept { return true; }
    /// The type as CAST names it.
    virtual std::string type_name(const SqlType& type) const;
    /// The operator between two operands. Throws UnsupportedCompilationError for one that the dialect has not.
    virtual std::string_view operator_text(Operator op) const;
    /// Whether a text is quoted as SQLite does it: [name] and `name`, no nested comments, no $$...$$.
    virtual bool has_bracket_quotes() const noexcept { return false; }
    virtual bool has_ilike() const noexcept { return false; }
    /// Whether the division is one of integers, which drops the fraction.
    static bool divides_integers(const ast::Binary& node) noexcept;
    /// How tightly the grammar binds an operator; `symbol` is that of a custom one. An operand is in parentheses where
    /// needs_parentheses() says so, which is the style of the text, and also where the grammar would read it otherwise.
    virtual Binding binding(Operator op, std::string_view symbol) const noexcept;
    /// Whether a parameter may be an array, and ANY (array) looks through it.
    virtual bool has_arrays() const noexcept { return false; }
    /// Whether parameters of the type are sent without one, so that the database takes them for text where nothing
    /// beside them says what they are.
    virtual bool is_untyped_parameter(const SqlType&) const { return false; }
    /// What a parameter of the type is sent as in the user's own text, where azoth does not know what it meets.
    virtual SqlType type_in_text(const SqlType& type) const { return type; }
    /// `value` as a literal that is neither NULL nor a number, text or truth value.
    virtual void write_special_literal(const Value& value);
    virtual void write_true_division(const ast::Binary& node);
    virtual void write_floor_division(const ast::Binary& node);
    virtual void write_bitwise_xor(const ast::Binary& node);
    virtual void write_regexp_match(const ast::Binary& node);
    virtual void write_regexp_replace(const ast::RegexpReplace& node);
    virtual void write_match(const ast::Binary& node);
    /// What stands behind IN for a list of no elements, and for a list of tuples.
    virtual void write_empty_list(const ast::Binary& node);
    virtual void write_tuples(const ast::ExpressionList& list);
    virtual void write_between(const ast::Between& node);
    virtual void write_extract(const ast::Extract& node);
    /// How the dialect writes a known function.
    virtual const ast::FunctionSpelling& spelling(const ast::KnownFunction& function) const noexcept;
    virtual void write_within_group(const ast::WithinGroup& node);
    virtual void write_array(const ast::ArrayLiteral& node);
    virtual void write_json_access(const ast::JsonAccess& node);
    virtual void write_any_or_all(const ast::Unary& node);
    /// Assignments of an UPDATE to parts of one column's value, in their order.
    virtual void write_parts(const ast::Column& column, const ast::Assignments& parts, std::string_view equals);

    void write_infix(const ast::Binary& node, std::string_view text);
    void write_between_operands(const ast::Expression& left, std::string_view text, const ast::Expression& right,
                                Operator op);
    void write_call(std::string_view name, const std::vector<ast::ExpressionPtr>& arguments);
    void write_known_function(const ast::FunctionSpelling& spelling, const std::vector<ast::ExpressionPtr>& arguments);
    /// Inside of OVER or WINDOW: PARTITION BY, ORDER BY and the frame.
    void write_window(const ast::Window& window);
    /// A truth value by itself, as in WHERE and ON.
    void write_condition(const ast::Expression& condition) { write_operand(condition, Operator::condition); }
    bool in_operator() const noexcept { return in_operator_; }
    /// Whether a literal has to show its type.
    bool typed_literals() const noexcept { return typed_literals_; }
    /// A value that stands beside an expression of its type, as which it is read.
    void write_beside(const ast::Expression& operand, const ast::Expression& beside, Operator op, Side side);
    /// Whether the other operand shows the type of a literal.
    bool shows_type(const ast::Expression& operand, const ast::Expression& beside) const noexcept;
    /// Text with its placeholders: a part of the statement that is written before it is known where it stands.
    struct Fragment {
        struct Use {
            std::uint32_t offset;  ///< of the placeholder, which itself is written last
            std::uint32_t bind;
        };
        std::string text;
        std::vector<Use> uses;
    };
    /// Puts what has been written so far aside; what follows is written into a fragment of its own.
    Fragment begin_fragment();
    /// Takes the fragment written since, and goes on with what was put aside.
    Fragment end_fragment(Fragment aside);
    /// Puts a fragment into the text at `at`.
    void insert_fragment(std::size_t at, const Fragment& fragment);
    std::size_t position() const noexcept { return out_.size(); }

    void write(std::string_view piece) { out_ += piece; }
    void write(const ast::Node& node) { node.accept(*this); }
    /// An operand beside an operator, in parentheses where its own operator binds less tightly.
    void write_operand(const ast::Expression& operand, Operator beside, Side side = Side::only);
    template <class List>
    void write_list(const List& list, std::string_view separator) {
        bool first = true;
        for (const auto& item : list) {
            if (!first) write(separator);
            first = false;
            write(*item);
        }
    }

    /// Whether it is a parameter that needs a cast where it stands by itself, as in a list of columns.
    bool needs_cast(const ast::Expression& node) const;
    /// Whether the parameters among them need casts: these expressions have one type between them, as the branches of
    /// CASE do.
    bool needs_casts(const std::vector<ast::ExpressionPtr>& items) const;
    /// An expression; a parameter that needs_cast() with its cast, if `cast`.
    void write_cast_parameter(const ast::Expression& node, bool cast);

private:
    friend class SqlWriter;

    void write_binary(const ast::Binary& node);
    void write_in(const ast::Binary& node);
    void write_in_list(const ast::Binary& node, const ast::ExpressionList& list);
    void write_in_array(const ast::Binary& node);
    void write_any_of(const ast::Binary& node, const ast::Expression& array);
    ast::ExpressionPtr array_of(const ast::ExpressionList& list);
    void write_like(const ast::Binary& node);
    void write_frame_edge(const std::pair<ast::FrameEdge, ast::ExpressionPtr>& edge);
    void write_chain(const ast::ExpressionList& node);
    static bool is_bare_condition(const ast::Expression& node);
    void insert_blank(std::size_t at);
    void write_custom_operand(const ast::Expression& operand, const ast::CustomBinary& beside, Side side);
    /// Whether the grammar would read an operand otherwise than as a whole.
    bool is_torn(const ast::Expression& operand, const Binding& beside, Operator op, Side side) const noexcept;
    void write_bracketed(const ast::Expression& node);
    void write_columns(const std::vector<ast::ExpressionPtr>& columns);
    /// Where a statement stands that is about to be visited.
    struct Place {
        bool as_from = false;  // in FROM or WITH: its columns are named
        bool lateral = false;
        bool member = false;  // of a set operation, without parentheses
        bool result = false;  // its columns are those of the result
        bool sent = false;    // its rows are those of the result
    };
    /// A statement being compiled.
    struct Scope {
        std::size_t first;  // of its FROM clauses in visible_
        std::size_t last;
        std::size_t start;  // where its text begins
        const ast::StatementNode* statement;
        bool member;               // of a set operation, without parentheses
        bool transparent = false;  // has no FROM of its own: what is around it can be seen through it
        const std::vector<ast::SelectNode::Hint>* hints = nullptr;
        bool sends_distinct = false;  // a SELECT DISTINCT whose rows are those of the result
    };
    struct ColumnPlace {
        bool result;
        bool sent;
        bool as_from;
        LabelStyle style;
    };
    struct WithItem {
        const ast::Cte* cte;
        std::size_t home;  // the scope in whose WITH it stands
        bool complete;
        Fragment text;
    };
    void write_columns(const std::vector<ast::ExpressionPtr>& columns, ColumnPlace place);
    /// A value in the SQL that stands around the columns of a result.
    void write_sent_value(const ast::Expression& value);
    /// Whether the rows are made distinct by what stands around this value among the selected columns: an order by the
    /// value itself would be one by something that the distinct rows don't have.
    bool is_distinct_by_sent_value(const ast::Expression& value) const noexcept;
    void write_distinct(const ast::SelectNode& node);
    void write_windows(const ast::SelectNode& node);
    void write_from_list(const ast::FromList& list);
    void write_from_item(const ast::FromClause& from);
    void write_suffixes(const ast::Prefixes& suffixes);
    void write_extensions(const ast::Extensions& extensions, ExtensionPoint point, std::string_view before,
                          std::string_view after);
    void write_member(const ast::StatementNode& member);
    void write_order_terms(const std::vector<ast::ExpressionPtr>& terms, bool by_label);
    void write_order_term(const ast::Expression& term, bool by_label);
    bool is_visible_column(std::string_view name) const noexcept;
    void write_row_limit(const ast::QueryNode& node);
    /// A statement within another, in parentheses.
    void write_nested(const ast::StatementNode& statement, Place place);
    void leave_out_correlated(const ast::SelectNode& node, const Place& place, ast::FromList& from) const;
    void warn_unconnected(const ast::SelectNode& node, const ast::FromList& from);
    /// From here on, subqueries see these FROM clauses as those around them.
    void enter_scope(const ast::FromList& from, const ast::StatementNode* statement, bool member = false);
    /// Writes the WITH of the statement, if it has one.
    void leave_scope();
    /// Compiles a CTE, unless that has been done.
    void declare_cte(const ast::Cte& node);
    /// The name made up for a key, always the same.
    std::string made_name(const void* key, std::string_view seed);
    std::string made_name(const ast::ResultName& name);
    std::string anonymous_name(std::string_view base);
    std::string_view alias_name(const ast::FromClause& from);
    /// The names and tables of the statement, collected when they are first asked for.
    const detail::UsedNames& used_names();
    std::string_view translated_schema(std::string_view schema) const noexcept;
    /// What a table with a schema is called where another one has its name; empty: it is called by its own.
    std::string_view table_alias(const ast::TableNode& table);
    /// A value assigned to a column, or a row's element: every operator in parentheses.
    void write_grouped(const ast::Expression& value);
    void write_conditions(std::string_view keyword, const std::vector<ast::ExpressionPtr>& conditions);
    void write_prefixes(const ast::Prefixes& prefixes);
    /// The table that a statement changes, with the hint for this dialect.
    void write_target(const ast::FromClause& table, const ast::Prefixes& hints);
    void plan_update_defaults(const ast::UpdateNode& node, const ast::Assignments& values);
    /// `result`: its columns are those of the answer.
    void write_returning(const std::vector<ast::ExpressionPtr>& columns, const ast::FromClause& target, bool result);
    void write_insert_rows(const ast::InsertNode& node);
    void write_insert_select(const ast::InsertNode& node);
    ast::NodePtr<ast::SelectNode> extensible_select(const ast::InsertNode& node, bool with_columns);
    void write_set(const ast::Assignments& values, std::string_view equals);
    /// "[key][position]" of an element, from the column on.
    void write_subscripts(const ast::Expression& target);
    void write_names(const std::vector<const ast::Column*>& columns);
    /// FROM clauses beside the one that is changed; whether there are any.
    bool write_other_from(std::string_view keyword, const ast::FromList& list, const ast::FromClause& target);
    /// Says where the key of the row comes from, and asks for it in RETURNING if need be.
    void plan_insert_key(const ast::InsertNode& node, std::uint32_t row);
    /// Writes a parameter named after its key alone, with the row's number if there are several: an INSERT's.
    void write_row_value(const ast::Column& column, const ast::Expression& value, std::size_t row, std::size_t rows);
    void write_bind(const ast::BindParameter& node, std::string_view name);
    void write_value(const ast::BindParameter& node, std::string_view name);
    std::string number_name(std::string_view base, int number);
    /// A name that was made up, as SQLAlchemy shortens it where it comes near the longest that the database takes.
    std::string cut_name(std::string name);
    int count_name(std::string_view base);
    struct Bind {
        ast::NodePtr<const ast::BindParameter> node;
        SqlType type;
        std::string name;  // only if placeholders are named
        const NamedValue* given = nullptr;
    };
    /// The place in binds_ of the parameter that the node is; that of a new one if there is none yet.
    std::size_t find_bind(const ast::BindParameter& node);
    /// Throws CompileError if the statement would have so many parameters more than the database takes.
    void check_parameter_count(std::size_t more) const;
    /// Makes room for a list of so many parameters. Throws CompileError if the database doesn't take them.
    void expect_parameters(std::size_t count);
    /// How many of the list's items will be sent as parameters of their own: those that stand nowhere else.
    std::size_t count_parameters(const ast::ExpressionList& list) const;
    const NamedValue* given_value(const ast::BindParameter& node);
    void take_value(Bind& bind) const;
    void finish_placeholders();

    CompileOptions options_;
    const ast::Node* root_ = nullptr;  // what is being compiled
    std::unique_ptr<detail::UsedNames> used_names_;
    detail::GrowingMap<const ast::TableNode*, std::shared_ptr<const std::string>> table_aliases_;
    std::string out_;
    std::shared_ptr<StatementText> statement_;
    Compiled compiled_;
    std::vector<Fragment::Use> uses_;
    std::vector<Bind> binds_;
    std::unique_ptr<detail::BindIndex> bind_index_;  // once they are too many to be compared one by one
    std::size_t placed_ = 0;                         // placeholders written so far, wherever their text is kept
    std::size_t values_read_ = 0;                    // of options_.values: how many given_values_ holds
    detail::GrowingMap<std::string, const NamedValue*> given_values_;
    detail::GrowingMap<std::string, std::string> cut_names_;
    detail::GrowingMap<std::string, int> counters_;  // how often a made-up name has been given
    detail::GrowingMap<const ast::FromClause*, std::shared_ptr<const std::string>> alias_names_;
    bool reads_only_ = true;  // nothing was written yet that may have an effect
    bool qualify_columns_ = true;
    const ast::Assignments* assigned_ = nullptr;  // the values of the row that is being written
    int expansions_ = 0;                          // of assigned values, one within another
    std::uint32_t row_count_ = 0;                 // rows written by INSERT and UPDATE
    std::vector<ast::AnyPtr> made_;               // nodes made while compiling, to which the result may refer
    bool write_schemas_ = true;
    bool top_level_ = true;                        // no statement has been entered yet
    std::vector<const ast::FromClause*> visible_;  // the FROM clauses of the statements being compiled
    std::vector<Scope> scopes_;
    std::vector<WithItem> with_;
    detail::GrowingMap<std::pair<const void*, std::string>, std::string> made_names_;  // by key and seed
    Place place_;
    int depth_ = 0;                  // of statements within statements
    bool cast_parameter_ = false;    // the next parameter gets a cast
    bool text_parameter_ = false;    // the next parameter stands in the user's text
    bool by_label_ = true;           // a name in the list being written means a label rather than a column
    bool typed_literals_ = false;    // a literal shows its type, since nothing beside it does
    bool plain_literal_ = false;     // of the next literal: what stands beside it shows its type
    bool lasting_literals_ = false;  // they define a view or table
    bool in_operator_ = false;       // an operator is around what is being written
    detail::GrowingMap<const ast::ExpressionList*, ast::ExpressionPtr> arrays_;  // sent instead of lists
    std::vector<ast::ExpressionPtr> made_lists_;
};

}  // namespace azoth

AZOTH_EXPORT_END
