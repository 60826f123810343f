#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/from_node.hpp>

#include <algorithm>
#include <utility>

namespace azoth {
namespace {

/// Whether `later` stands in the place of `earlier`, or is the same.
bool restates(const ast::Cte& later, const ast::Cte& earlier) {
    for (const ast::Cte* at = &later; at != nullptr; at = at->restates.get()) {
        if (at == &earlier) return true;
    }
    return false;
}

}  // namespace

void Compiler::visit(const ast::Cte& node) {
    declare_cte(node);
    write_identifier(alias_name(node));
}

void Compiler::declare_cte(const ast::Cte& node) {
    std::size_t home = 0;
    if (node.nesting && !scopes_.empty()) {
        home = scopes_.size() - 1;
        while (home > 0 && scopes_[home].member) --home;
    }
    // It is declared already, here or in a statement around, or it is being declared.
    if (std::any_of(with_.begin(), with_.end(), [&](const WithItem& item) { return restates(*item.cte, node); }))
        return;
    const std::string name(alias_name(node));
    for (auto known = with_.begin(); known != with_.end(); ++known) {
        if (known->home != home || alias_name(*known->cte) != name) continue;
        if (!restates(node, *known->cte)) throw CompileError("two different CTEs are named " + name);
        // Written before as the first step of what stands in its place.
        with_.erase(known);
        break;
    }
    // Those that it needs are completed before it, and so stand before it.
    with_.push_back(WithItem{&node, home, false, {}});

    Fragment aside = begin_fragment();
    write_identifier(name);
    if (node.recursive || !node.element->names_columns()) {
        write_column_names(node);
    }
    write(" AS ");
    for (const std::string& prefix : node.prefixes) {
        write(prefix);
        write(" ");
    }
    write("\n");
    Place place;
    place.as_from = true;
    if (!has_dml_in_cte() && node.element->changes_rows()) unsupported("CTE that changes rows");
    write_nested(*node.element, place);
    for (const std::string& suffix : node.suffixes) {
        write(" ");
        write(suffix);
    }
    Fragment text = end_fragment(std::move(aside));
    const auto own = std::find_if(with_.begin(), with_.end(), [&](const WithItem& item) { return item.cte == &node; });
    WithItem complete{&node, home, true, std::move(text)};
    with_.erase(own);
    with_.push_back(std::move(complete));
}

void Compiler::leave_scope() {
    const Scope scope = scopes_.back();
    scopes_.pop_back();
    visible_.resize(scope.first);
    if (with_.empty()) return;
    const std::size_t level = scopes_.size();
    Fragment with;
    bool any_recursive = false;
    bool any = false;
    const auto append = [&](const Fragment& part) {
        const auto at = static_cast<std::uint32_t>(with.text.size());
        with.text += part.text;
        for (const Fragment::Use& use : part.uses) with.uses.push_back(Fragment::Use{use.offset + at, use.bind});
    };
    for (const WithItem& item : with_) {
        if (item.home != level || !item.complete) continue;
        if (any) with.text += ", \n";
        any = true;
        any_recursive = any_recursive || item.cte->recursive;
        append(item.text);
    }
    if (!any) return;
    std::erase_if(with_, [&](const WithItem& item) { return item.home == level && item.complete; });
    Fragment whole;
    whole.text = any_recursive ? "WITH RECURSIVE " : "WITH ";
    const auto shift = static_cast<std::uint32_t>(whole.text.size());
    whole.text += with.text;
    whole.text += "\n ";
    whole.uses = std::move(with.uses);
    for (Fragment::Use& use : whole.uses) use.offset += shift;
    insert_fragment(scope.start, whole);
}

}  // namespace azoth
