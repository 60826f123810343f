#include "sql/clauses.hpp"
#include "sql/compilation.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/from_node.hpp>

#include <algorithm>
#include <utility>

namespace azoth {
namespace {

/// Whether `later` replaces `earlier` (as a recursive CTE replaces its first step), or is the same CTE.
bool restates(const ast::Cte& later, const ast::Cte& earlier) {
    for (const ast::Cte* at = &later; at != nullptr; at = at->restates.get()) {
        if (at == &earlier) return true;
    }
    return false;
}

}  // namespace

void Compiler::visit(const ast::Cte& node) {
    detail::Compilation& state = compilation();
    detail::declare_cte(*this, node);
    write_identifier(state.names.alias_name(node));
}

void detail::declare_cte(DialectSpelling& sql, const ast::Cte& node) {
    Compilation& state = sql.compilation();
    std::size_t home = 0;
    if (node.nesting && !state.scopes.open.empty()) {
        home = state.scopes.open.size() - 1;
        while (home > 0 && state.scopes.open[home].member) --home;
    }
    // It is already declared, here or in an enclosing statement, or its declaration is being written.
    if (std::any_of(state.scopes.with.begin(), state.scopes.with.end(),
                    [&](const WithItem& item) { return restates(*item.cte, node); }))
        return;
    const std::string name(state.names.alias_name(node));
    for (auto known = state.scopes.with.begin(); known != state.scopes.with.end(); ++known) {
        if (known->home != home || state.names.alias_name(*known->cte) != name) continue;
        if (!restates(node, *known->cte)) throw CompileError("two different CTEs are named " + name);
        // It was written as the first step of the recursive CTE that now replaces it.
        state.scopes.with.erase(known);
        break;
    }
    // The CTEs that it uses are completed first and therefore precede it.
    state.scopes.with.push_back(WithItem{&node, home, false, {}});

    SqlFragment aside = sql.begin_fragment();
    sql.write_identifier(name);
    if (node.recursive || !node.element->names_columns()) {
        sql.write_column_names(node);
    }
    sql.write(" AS ");
    for (const std::string& prefix : node.prefixes) {
        sql.write(prefix);
        sql.write(" ");
    }
    sql.write("\n");
    Place place;
    place.as_from = true;
    if (!sql.traits().dml_in_cte && node.element->changes_rows()) sql.unsupported("CTE that changes rows");
    write_nested(sql, *node.element, place);
    for (const std::string& suffix : node.suffixes) {
        sql.write(" ");
        sql.write(suffix);
    }
    SqlFragment text = sql.end_fragment(std::move(aside));
    const auto own = std::find_if(state.scopes.with.begin(), state.scopes.with.end(),
                                  [&](const WithItem& item) { return item.cte == &node; });
    WithItem complete{&node, home, true, std::move(text)};
    state.scopes.with.erase(own);
    state.scopes.with.push_back(std::move(complete));
}

void detail::leave_scope(DialectSpelling& sql) {
    Compilation& state = sql.compilation();
    const Scope scope = state.scopes.open.back();
    state.scopes.open.pop_back();
    state.scopes.visible.resize(scope.first);
    if (state.scopes.with.empty()) return;
    const std::size_t level = state.scopes.open.size();
    SqlFragment with;
    bool any_recursive = false;
    bool any = false;
    const auto append = [&](const SqlFragment& part) {
        const auto at = static_cast<std::uint32_t>(with.text.size());
        with.text += part.text;
        for (const SqlFragment::Use& use : part.uses) with.uses.push_back(SqlFragment::Use{use.offset + at, use.bind});
    };
    for (const WithItem& item : state.scopes.with) {
        if (item.home != level || !item.complete) continue;
        if (any) with.text += ", \n";
        any = true;
        any_recursive = any_recursive || item.cte->recursive;
        append(item.text);
    }
    if (!any) return;
    std::erase_if(state.scopes.with, [&](const WithItem& item) { return item.home == level && item.complete; });
    SqlFragment whole;
    whole.text = any_recursive ? "WITH RECURSIVE " : "WITH ";
    const auto shift = static_cast<std::uint32_t>(whole.text.size());
    whole.text += with.text;
    whole.text += "\n ";
    whole.uses = std::move(with.uses);
    for (SqlFragment::Use& use : whole.uses) use.offset += shift;
    sql.insert_fragment(scope.start, whole);
}

}  // namespace azoth
