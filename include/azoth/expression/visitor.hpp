#pragma once

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
class Alias;
class TableNode;
class SelectNode;
class InsertNode;

}  // namespace ast

/// Does one thing for each class of node: the second half of the double dispatch that Node::accept begins.
class Visitor {
public:
    virtual ~Visitor() = default;

    virtual void visit(const ast::Column& node) = 0;
    virtual void visit(const ast::BindParameter& node) = 0;
    virtual void visit(const ast::Constant& node) = 0;
    virtual void visit(const ast::TextExpression& node) = 0;
    virtual void visit(const ast::Unary& node) = 0;
    virtual void visit(const ast::Binary& node) = 0;
    virtual void visit(const ast::ExpressionList& node) = 0;
    virtual void visit(const ast::Label& node) = 0;
    virtual void visit(const ast::Function& node) = 0;
    virtual void visit(const ast::Alias& node) = 0;
    virtual void visit(const ast::TableNode& node) = 0;
    virtual void visit(const ast::SelectNode& node) = 0;
    virtual void visit(const ast::InsertNode& node) = 0;
};

}  // namespace azoth
