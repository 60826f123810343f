#pragma once

#include <azoth/expression/ast.hpp>
#include <azoth/expression/visitor.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/sql/statement_text.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace azoth {

struct CompileOptions {
    /// Parameters are written into the text as literals; throws CompileError where a value has no literal form.
    bool literal_binds = false;
};

/// A statement compiled for one dialect. Immutable, shared between threads.
struct Compiled {
    std::shared_ptr<const StatementText> text;
    /// The parameters in the order of their placeholders.
    std::vector<ast::NodePtr<const ast::BindParameter>> binds;
};

/// Turns a statement into SQL. This class spells the generic dialect (named parameters); a dialect's compiler derives
/// from it and overrides the few things it spells differently. An object compiles one statement.
class Compiler : public Visitor {
public:
    explicit Compiler(CompileOptions options = {});
    ~Compiler() override;

    /// Throws CompileError if the statement can't be spelt.
    Compiled compile(const Statement& statement);
    /// One expression by itself, for DDL: columns unqualified, values as literals.
    std::string compile_ddl_expression(const ast::Expression& expression);

    void visit(const ast::Column& node) override;
    void visit(const ast::BindParameter& node) override;
    void visit(const ast::Constant& node) override;
    void visit(const ast::TextExpression& node) override;
    void visit(const ast::Unary& node) override;
    void visit(const ast::Binary& node) override;
    void visit(const ast::ExpressionList& node) override;
    void visit(const ast::Label& node) override;
    void visit(const ast::Function& node) override;
    void visit(const ast::Alias& node) override;
    void visit(const ast::TableNode& node) override;
    void visit(const ast::SelectNode& node) override;
    void visit(const ast::InsertNode& node) override;

    /// An identifier, quoted where the dialect's rules ask for it. Throws IdentifierError.
    void write_identifier(std::string_view name);
    /// A string literal.
    void write_string(std::string_view text);
    /// "schema.table".
    void write_table_name(const ast::TableNode& table);
    std::string_view text() const noexcept { return out_; }

protected:
    virtual bool is_reserved(std::string_view lower_case_word) const noexcept;
    virtual std::size_t max_identifier_length() const noexcept;
    /// The placeholder of parameter `index` (from 0), whose key is made unique as `name`.
    virtual void write_placeholder(std::size_t index, std::string_view name);
    /// Whether one placeholder may stand at several places of the text.
    virtual bool placeholders_repeat() const noexcept { return true; }
    virtual void write_boolean(bool value);
    virtual void write_literal(const Value& value);
    virtual void write_limit(const ast::SelectNode& node);
    virtual void write_binary(const ast::Binary& node);
    void write(std::string_view piece) { out_ += piece; }
    void write(const ast::Node& node) { node.accept(*this); }
    /// An operand beside an operator, in parentheses where its own operator binds less tightly.
    void write_operand(const ast::Expression& operand, Operator beside);
    template <class List>
    void write_list(const List& list, std::string_view separator) {
        bool first = true;
        for (const auto& item : list) {
            if (!first) write(separator);
            first = false;
            write(*item);
        }
    }

private:
    void write_columns(const std::vector<ast::ExpressionPtr>& columns);
    void write_from(const ast::SelectNode& node);
    std::string anonymous_name(std::string_view base);
    std::string_view alias_name(const ast::FromClause& from);
    std::string unique_key(const ast::BindParameter& node);

    CompileOptions options_;
    std::string out_;
    std::shared_ptr<StatementText> statement_;
    std::vector<ast::NodePtr<const ast::BindParameter>> binds_;
    std::unordered_map<std::string, int> counters_;
    std::vector<std::pair<const ast::FromClause*, std::string>> alias_names_;
    bool qualify_columns_ = true;
    bool in_columns_ = false;  // labels are written with their element
};

}  // namespace azoth
