#pragma once

#include <azoth/export.hpp>
#include <azoth/sql/compiled.hpp>
#include <azoth/sql/dialect_spelling.hpp>

#include <string>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// Turns a statement into SQL. This class writes the generic dialect (named parameters). A dialect's compiler derives
/// from it, describes the database in traits(), and overrides the functions of DialectSpelling, rarely a visit(). An
/// object compiles one statement.
class Compiler : public DialectSpelling {
public:
    /// Makes a compiler for one statement.
    explicit Compiler(CompileOptions options = {});
    ~Compiler() override;

    /// Throws CompileError if the dialect cannot express the statement.
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
    void visit(const ast::SqlJson& node) override;
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
    void visit(const ast::MergeNode& node) override;
    void visit(const ast::MergeClause& node) override;
    void visit(const ast::ReturnedColumn& node) override;
    void visit(const ast::DdlNode& node) override;
    void visit(const ast::Custom& node) override;
    void visit(const ast::TextClause& node) override;
    void visit(const ast::TextFrom& node) override;
    void visit(const ast::TextNode& node) override;
};

}  // namespace azoth

AZOTH_EXPORT_END
