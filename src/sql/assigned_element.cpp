#include "sql/assigned_element.hpp"

#include <azoth/expression/ast_forms.hpp>

namespace azoth {

const ast::Expression* element_parent(const ast::Expression& target) noexcept {
    if (const ast::JsonAccess* const json = target.as_json_access()) {
        return json->is_path || json->as_other ? nullptr : json->element.get();
    }
    if (const auto* const subscript = dynamic_cast<const ast::Subscript*>(&target)) return subscript->element.get();
    if (target.op == Operator::element_of) {
        if (const auto* const of_hstore = dynamic_cast<const ast::Binary*>(&target)) return of_hstore->left.get();
    }
    return nullptr;
}

const ast::Column* element_column(const ast::Expression& target) noexcept {
    const ast::Expression* at = element_parent(target);
    while (at != nullptr) {
        const ast::Expression* const parent = element_parent(*at);
        if (parent == nullptr) return at->as_label() == nullptr ? at->plain_column() : nullptr;
        at = parent;
    }
    return nullptr;
}

}  // namespace azoth
