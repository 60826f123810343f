#include "sql/extension.hpp"
#include <azoth/sql/delete.hpp>
#include <azoth/sql/statement_node.hpp>

namespace azoth::detail {

ast::NodePtr<const ast::StatementNode> make_delete(const ast::FromPtr& table) {
    auto node = ast::make_node<ast::DeleteNode>();
    node->table = table;
    return node;
}

void DeleteBase::add_using(const ast::FromPtr& from) { edit<ast::DeleteNode>().using_.push_back(from); }

void DeleteBase::append_extension(const Extension& extension) {
    add_extension(edit<ast::DeleteNode>().extensions, extension, "a DELETE", {ExtensionPoint::post_criteria});
}

}  // namespace azoth::detail
