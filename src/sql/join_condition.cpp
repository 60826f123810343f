#include "sql/from_resolution.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/operand.hpp>
#include <azoth/schema/table_node.hpp>

#include <algorithm>

namespace azoth {
namespace {

using Equalities =
    std::vector<std::pair<const ast::Column*, const ast::Column*>>;  // referred column, column of the foreign key

struct Link {
    const ForeignKeyInfo* key;
    Equalities columns;
};

/// The clauses that have columns of their own; a join has none.
void leaves(const ast::FromClause& from, std::vector<const ast::FromClause*>& list) {
    if (const ast::Join* const join = from.as_join()) {
        leaves(*join->left, list);
        leaves(*join->right, list);
    } else {
        list.push_back(&from);
    }
}

/// The table's column from which a column was derived.
const ast::Column& root(const ast::Column& column) {
    const ast::Column* at = &column;
    while (at->origin != nullptr) at = at->origin;
    return *at;
}

bool is_target(const ast::Column& column, const ForeignKeyInfo& key, std::size_t place, const ast::TableNode& owner) {
    const ast::Column& origin = root(column);
    if (place < key.target_columns.size() && key.target_columns[place]) {
        return key.target_columns[place].get() == &origin;
    }
    if (place >= key.targets.size()) return false;
    const ast::TableNode* const table = origin.from == nullptr ? nullptr : origin.from->as_table();
    if (table == nullptr) return false;
    const std::string_view target = key.targets[place];
    const std::size_t dot = target.rfind('.');
    if (dot == std::string_view::npos || target.substr(dot + 1) != origin.name) return false;
    const std::string_view name = target.substr(0, dot);
    if (table->schema.empty()) return name == table->table_name;
    // A name without a schema means the schema of the foreign key's own table.
    return name == table->full_name() || (name == table->table_name && owner.schema == table->schema);
}

/// The column of the clauses that the foreign key's column at `place` refers to, or null. A column of the table itself
/// is preferred to one of an alias or subquery.
const ast::Column* target_in(const std::vector<const ast::FromClause*>& clauses, const ForeignKeyInfo& key,
                             std::size_t place, const ast::TableNode& owner) {
    const ast::Column* found = nullptr;
    for (const ast::FromClause* const from : clauses) {
        for (const auto& column : from->columns()) {
            if (!is_target(*column, key, place, owner)) continue;
            if (column->origin == nullptr) return column.get();
            if (found == nullptr) found = column.get();
        }
    }
    return found;
}

/// The clause's column that is derived from a column of the table, or null.
const ast::Column* standing_for(const ast::FromClause& from, const ast::TableNode& table, std::string_view name) {
    for (const auto& column : from.columns()) {
        const ast::Column& origin = root(*column);
        if (origin.from == &table && origin.name == name) return column.get();
    }
    return nullptr;
}

void link_key(const ForeignKeyInfo& key, const ast::TableNode& table, const ast::FromClause& holder,
              const std::vector<const ast::FromClause*>& targets, std::vector<Link>& links) {
    Link link{&key, {}};
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
        const ast::Column* const column = standing_for(holder, table, key.columns[i]);
        const ast::Column* const target = column == nullptr ? nullptr : target_in(targets, key, i, table);
        if (target == nullptr) continue;
        link.columns.emplace_back(target, column);
    }
    if (!link.columns.empty()) links.push_back(std::move(link));
}

/// All foreign keys of `holders` that refer to one of `targets`.
void link_keys(const std::vector<const ast::FromClause*>& holders, const std::vector<const ast::FromClause*>& targets,
               std::vector<Link>& links) {
    for (const ast::FromClause* const holder : holders) {
        std::vector<const ast::TableNode*> tables;
        for (const auto& column : holder->columns()) {
            const ast::Column& origin = root(*column);
            const ast::TableNode* const table = origin.from == nullptr ? nullptr : origin.from->as_table();
            if (table == nullptr || std::find(tables.begin(), tables.end(), table) != tables.end()) continue;
            tables.push_back(table);
            for (const ForeignKeyInfo* const key : table->foreign_keys()) {
                link_key(*key, *table, *holder, targets, links);
            }
        }
    }
}

std::vector<Link> find_links(const ast::FromClause& left, const ast::FromClause& right) {
    std::vector<const ast::FromClause*> right_side;
    leaves(right, right_side);
    std::vector<Link> links;
    // The clause that was joined last is tried first.
    const ast::Join* const join = left.as_join();
    for (const ast::FromClause* const from : {join != nullptr ? join->right.get() : nullptr, &left}) {
        if (from == nullptr || !links.empty()) continue;
        std::vector<const ast::FromClause*> left_side;
        leaves(*from, left_side);
        link_keys(right_side, left_side, links);
        if (from != &right) link_keys(left_side, right_side, links);
    }
    return links;
}

std::string description(const ast::FromClause& from) {
    if (const ast::Join* const join = from.as_join()) {
        return "the join of " + description(*join->left) + " and " + description(*join->right);
    }
    return std::string(from.name().empty() ? from.name_seed() : from.name());
}

}  // namespace

bool can_join(const ast::FromClause& left, const ast::FromClause& right) { return !find_links(left, right).empty(); }

ast::ExpressionPtr join_condition(const ast::FromClause& left, const ast::FromClause& right) {
    const std::vector<Link> links = find_links(left, right);
    if (links.empty()) {
        throw NoForeignKeysError("no foreign key connects " + description(left) + " and " + description(right) +
                                 ": give the ON condition as the last argument of the join");
    }
    const bool one = std::all_of(links.begin(), links.end(),
                                 [&](const Link& link) { return link.columns == links.front().columns; });
    if (!one) {
        throw AmbiguousForeignKeysError("several foreign keys connect " + description(left) + " and " +
                                        description(right) +
                                        ": give the ON condition as the last argument of the join");
    }
    ast::ExpressionPtr condition;
    for (const auto& [target, key] : links.front().columns) {
        ast::ExpressionPtr equal =
            detail::make_binary(Operator::eq, ast::ExpressionPtr(target), ast::ExpressionPtr(key));
        condition = condition ? detail::make_conjunction(Operator::and_, std::move(condition), std::move(equal))
                              : std::move(equal);
    }
    return condition;
}

}  // namespace azoth
