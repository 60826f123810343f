#include "expression/child_reader.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/operand.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/sql/statement_node.hpp>

#include <ostream>

namespace azoth {
namespace {

// Copies the node and keeps its children unchanged.
class Same final : public ast::MemberMapper {
public:
    ast::AnyPtr map(const ast::AnyPtr& node) override { return node; }
};

class MemberDepth final : public ast::ChildReader {
public:
    void child(const ast::Node* node) override {
        if (node != nullptr) reader_.add(*node);
    }

    std::uint16_t depth() const { return reader_.depth(); }

private:
    ast::DepthReader reader_;
};

}  // namespace

const std::vector<ast::ExpressionPtr>& ast::StatementNode::result_columns() const noexcept {
    static const std::vector<ExpressionPtr> none;
    return none;
}

std::uint16_t ast::StatementNode::depth() const {
    MemberDepth found;
    members(found);
    return found.depth();
}

ast::StatementNode& Statement::editable() {
    if (!node_.unique()) {
        Same same;
        const ast::NodePtr<ast::Node> copy = node_->rebuild(same);
        node_ = ast::NodePtr<const ast::StatementNode>(static_cast<const ast::StatementNode*>(copy.get()));
    }
    return const_cast<ast::StatementNode&>(*node_);
}

std::string Statement::to_string() const {
    try {
        return Compiler().compile(*this).text->sql;
    } catch (const Error& error) {
        return std::string("<a statement that can't be written: ") + error.what() + '>';
    }
}

namespace detail {

std::ostream& operator<<(std::ostream& out, const ExprBase& expression) {
    if (!expression.node()) return out << "<no condition>";
    try {
        return out << Compiler().compile_expression(*expression.node());
    } catch (const Error& error) {
        return out << "<an expression that can't be written: " << error.what() << '>';
    }
}

}  // namespace detail

std::ostream& operator<<(std::ostream& out, const Statement& statement) { return out << statement.to_string(); }

}  // namespace azoth
