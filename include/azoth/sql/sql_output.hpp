#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/expression/visitor.hpp>
#include <azoth/sql/compile_options.hpp>
#include <azoth/sql/dialect_traits.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace detail {
struct Compilation;
}  // namespace detail

/// SQL with the positions of its placeholders: a part of a statement that is written before its position is known.
struct SqlFragment {
    /// A placeholder.
    struct Use {
        std::uint32_t offset;  ///< in `text`; the placeholder itself is written last
        std::uint32_t bind;    ///< which parameter
    };
    std::string text;       ///< the SQL, without its placeholders
    std::vector<Use> uses;  ///< ordered by offset
};

/// Writes the text: names and strings in quotes, operands in parentheses where the dialect needs them. The first of the
/// three classes that a dialect's compiler derives from; see Compiler.
class SqlOutput : public Visitor {
public:
    SqlOutput(const SqlOutput&) = delete;
    SqlOutput& operator=(const SqlOutput&) = delete;
    ~SqlOutput() override;

    /// What the database supports. The object lives as long as the compiler.
    virtual const DialectTraits& traits() const noexcept;
    /// Whether an identifier needs quotes although all of its characters are plain.
    virtual bool is_reserved(std::string_view lower_case_word) const noexcept;
    /// How tightly the grammar binds an operator; `symbol` is that of a custom one. An operand gets parentheses if
    /// needs_parentheses() returns true, which keeps the style of the text, and if the grammar would otherwise parse it
    /// differently.
    virtual Binding binding(Operator op, std::string_view symbol) const noexcept;
    /// A string literal. Throws CompileError if the text holds a NUL.
    virtual void write_string(std::string_view text);

    /// SQL, unchanged.
    void write(std::string_view piece) { out_ += piece; }
    /// A node of the tree.
    void write(const ast::Node& node) { node.accept(*this); }
    /// The nodes of a list.
    template <class List>
    void write_list(const List& list, std::string_view separator) {
        bool first = true;
        for (const auto& item : list) {
            if (!first) write(separator);
            first = false;
            write(*item);
        }
    }
    /// An operand beside an operator, in parentheses where its own operator binds less tightly.
    void write_operand(const ast::Expression& operand, Operator beside, Side side = Side::only);
    /// A boolean expression as a whole condition, as in WHERE and ON.
    void write_condition(const ast::Expression& condition) { write_operand(condition, Operator::condition); }
    /// An identifier, quoted if the dialect's rules require it. Throws IdentifierError.
    void write_identifier(std::string_view name);
    /// The same; `quote` decides whether it is quoted, and if it is empty, the dialect's rules.
    void write_identifier(std::string_view name, std::optional<bool> quote);
    /// "schema.table".
    void write_table_name(const ast::TableNode& table);
    /// "schema." after schema_translate, or nothing.
    void write_schema(std::string_view schema);
    /// "schema.name".
    void write_qualified(std::string_view schema, std::string_view name);
    /// The text written so far. Valid until something else is written.
    std::string_view text() const noexcept { return out_; }
    /// The length of text().
    std::size_t position() const noexcept { return out_.size(); }

    /// Sets the text written so far aside; what follows is written into a new fragment.
    SqlFragment begin_fragment();
    /// Returns the fragment written since, and continues with the text that was set aside.
    SqlFragment end_fragment(SqlFragment aside);
    /// Inserts a fragment into the text at `at`.
    void insert_fragment(std::size_t at, const SqlFragment& fragment);

    /// How the statement is to be written.
    const CompileOptions& options() const noexcept;
    /// Whether the expression being written is an operand.
    bool in_operator() const noexcept;
    /// Whether a literal has to show its type.
    bool typed_literals() const noexcept;
    /// Throws UnsupportedCompilationError: the dialect does not have `construct`.
    [[noreturn]] void unsupported(std::string_view construct) const;

    /// The state of the compilation. For the library only.
    detail::Compilation& compilation() const noexcept { return *compilation_; }

protected:
    /// Creates the output of one statement.
    explicit SqlOutput(CompileOptions options);

private:
    std::unique_ptr<detail::Compilation> compilation_;
    std::string& out_;  // the text of compilation_, which is written to most often
};

}  // namespace azoth

AZOTH_EXPORT_END
