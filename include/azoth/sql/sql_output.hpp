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

/// SQL with the places of its placeholders: a part of a statement that is written before it is known where it stands.
struct SqlFragment {
    /// A placeholder.
    struct Use {
        std::uint32_t offset;  ///< in `text`; the placeholder itself is written last
        std::uint32_t bind;    ///< which parameter
    };
    std::string text;       ///< the SQL, without its placeholders
    std::vector<Use> uses;  ///< ordered by offset
};

/// The text that a compiler writes: names and strings in quotes, operands in parentheses where the dialect needs them.
/// The first of the three classes a dialect's compiler is made of; see Compiler.
class SqlOutput : public Visitor {
public:
    SqlOutput(const SqlOutput&) = delete;
    SqlOutput& operator=(const SqlOutput&) = delete;
    ~SqlOutput() override;

    /// What the database has. The object lives as long as the compiler.
    virtual const DialectTraits& traits() const noexcept;
    /// Whether an identifier has to be in quotes although all of its characters are plain.
    virtual bool is_reserved(std::string_view lower_case_word) const noexcept;
    /// How tightly the grammar binds an operator; `symbol` is that of a custom one. An operand is in parentheses where
    /// needs_parentheses() returns true, for style, and also where the grammar would read it otherwise.
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
    /// A truth value by itself, as in WHERE and ON.
    void write_condition(const ast::Expression& condition) { write_operand(condition, Operator::condition); }
    /// An identifier, quoted where the dialect's rules ask for it. Throws IdentifierError.
    void write_identifier(std::string_view name);
    /// The same. quote: whether it is quoted; none: the dialect's rules decide.
    void write_identifier(std::string_view name, std::optional<bool> quote);
    /// "schema.table".
    void write_table_name(const ast::TableNode& table);
    /// "schema.", as schema_translate has it, or nothing.
    void write_schema(std::string_view schema);
    /// "schema.name".
    void write_qualified(std::string_view schema, std::string_view name);
    /// What has been written so far. Valid until something else is written.
    std::string_view text() const noexcept { return out_; }
    /// The length of text().
    std::size_t position() const noexcept { return out_.size(); }

    /// Puts what has been written so far aside; what follows is written into a fragment of its own.
    SqlFragment begin_fragment();
    /// Takes the fragment written since, and goes on with what was put aside.
    SqlFragment end_fragment(SqlFragment aside);
    /// Puts a fragment into the text at `at`.
    void insert_fragment(std::size_t at, const SqlFragment& fragment);

    /// How the statement is to be spelt.
    const CompileOptions& options() const noexcept;
    /// Whether an operator is around what is being written.
    bool in_operator() const noexcept;
    /// Whether a literal has to show its type.
    bool typed_literals() const noexcept;
    /// Throws UnsupportedCompilationError: the dialect has no such thing.
    [[noreturn]] void unsupported(std::string_view construct) const;

    /// What the library knows of the statement that is being compiled; of no use to a dialect.
    detail::Compilation& compilation() const noexcept { return *compilation_; }

protected:
    /// Makes the output of one statement.
    explicit SqlOutput(CompileOptions options);

private:
    std::unique_ptr<detail::Compilation> compilation_;
    std::string& out_;  // the text of compilation_, which is written to most often
};

}  // namespace azoth

AZOTH_EXPORT_END
