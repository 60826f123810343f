#pragma once

#include <azoth/export.hpp>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace ast {

class Column;
class BindParameter;
class Constant;
class TextExpression;
class Unary;
class Binary;
class ExpressionList;
class Label;
class Function;
class FilteredFunction;
class WithinGroup;
class AggregateOrder;
class Window;
class Over;
class Between;
class CustomBinary;
class RegexpReplace;
class Case;
class Cast;
class TypeCoerce;
class Extract;
class Collate;
class Tuple;
class ArrayLiteral;
class Subscript;
class JsonAccess;
class SqlJson;
class NextValue;
class ScalarSelect;
class ScalarValues;
class ValuesStatement;
class WholeRow;
class FunctionColumn;
class LabelReference;
class Alias;
class Join;
class Subquery;
class Cte;
class TableSample;
class TableFunction;
class ValuesNode;
class RowLock;
class TableNode;
class SelectNode;
class CompoundNode;
class InsertNode;
class ConflictClause;
class ExcludedColumn;
class DmlColumn;
class UpdateNode;
class DeleteNode;
class MergeNode;
class MergeClause;
class ReturnedColumn;
class DdlNode;
class Custom;
class TextClause;
class TextFrom;
class TextNode;

}  // namespace ast

/// Has a function for each class of node, which Node::accept() calls: double dispatch.
class Visitor {
public:
    virtual ~Visitor() = default;

    /// Visits a node of this class.
    virtual void visit(const ast::Column& node) = 0;
    virtual void visit(const ast::BindParameter& node) = 0;
    virtual void visit(const ast::Constant& node) = 0;
    virtual void visit(const ast::TextExpression& node) = 0;
    virtual void visit(const ast::Unary& node) = 0;
    virtual void visit(const ast::Binary& node) = 0;
    virtual void visit(const ast::ExpressionList& node) = 0;
    virtual void visit(const ast::Label& node) = 0;
    virtual void visit(const ast::Function& node) = 0;
    virtual void visit(const ast::FilteredFunction& node) = 0;
    virtual void visit(const ast::WithinGroup& node) = 0;
    virtual void visit(const ast::AggregateOrder& node) = 0;
    virtual void visit(const ast::Window& node) = 0;
    virtual void visit(const ast::Over& node) = 0;
    virtual void visit(const ast::Between& node) = 0;
    virtual void visit(const ast::CustomBinary& node) = 0;
    virtual void visit(const ast::RegexpReplace& node) = 0;
    virtual void visit(const ast::Case& node) = 0;
    virtual void visit(const ast::Cast& node) = 0;
    virtual void visit(const ast::TypeCoerce& node) = 0;
    virtual void visit(const ast::Extract& node) = 0;
    virtual void visit(const ast::Collate& node) = 0;
    virtual void visit(const ast::Tuple& node) = 0;
    virtual void visit(const ast::ArrayLiteral& node) = 0;
    virtual void visit(const ast::Subscript& node) = 0;
    virtual void visit(const ast::JsonAccess& node) = 0;
    virtual void visit(const ast::SqlJson& node) = 0;
    virtual void visit(const ast::NextValue& node) = 0;
    virtual void visit(const ast::ScalarSelect& node) = 0;
    virtual void visit(const ast::ScalarValues& node) = 0;
    virtual void visit(const ast::ValuesStatement& node) = 0;
    virtual void visit(const ast::WholeRow& node) = 0;
    virtual void visit(const ast::FunctionColumn& node) = 0;
    virtual void visit(const ast::LabelReference& node) = 0;
    virtual void visit(const ast::Alias& node) = 0;
    virtual void visit(const ast::Join& node) = 0;
    virtual void visit(const ast::Subquery& node) = 0;
    virtual void visit(const ast::Cte& node) = 0;
    virtual void visit(const ast::TableSample& node) = 0;
    virtual void visit(const ast::TableFunction& node) = 0;
    virtual void visit(const ast::ValuesNode& node) = 0;
    virtual void visit(const ast::RowLock& node) = 0;
    virtual void visit(const ast::TableNode& node) = 0;
    virtual void visit(const ast::SelectNode& node) = 0;
    virtual void visit(const ast::CompoundNode& node) = 0;
    virtual void visit(const ast::InsertNode& node) = 0;
    virtual void visit(const ast::ConflictClause& node) = 0;
    virtual void visit(const ast::ExcludedColumn& node) = 0;
    virtual void visit(const ast::DmlColumn& node) = 0;
    virtual void visit(const ast::UpdateNode& node) = 0;
    virtual void visit(const ast::DeleteNode& node) = 0;
    virtual void visit(const ast::MergeNode& node) = 0;
    virtual void visit(const ast::MergeClause& node) = 0;
    virtual void visit(const ast::ReturnedColumn& node) = 0;
    virtual void visit(const ast::DdlNode& node) = 0;
    virtual void visit(const ast::Custom& node) = 0;
    virtual void visit(const ast::TextClause& node) = 0;
    virtual void visit(const ast::TextFrom& node) = 0;
    virtual void visit(const ast::TextNode& node) = 0;
};

}  // namespace azoth

AZOTH_EXPORT_END
