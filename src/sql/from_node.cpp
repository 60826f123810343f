#include <azoth/sql/from_node.hpp>
#include <azoth/sql/subquery_node.hpp>

#include <algorithm>

namespace azoth::ast {
namespace {

SqlType value_type(const StatementNode& statement) {
    const auto& columns = statement.result_columns();
    return columns.empty() ? SqlType() : columns.front()->type;
}

}  // namespace

void name_result_columns(const std::vector<ExpressionPtr>& columns, std::vector<ResultName>& names) {
    names.reserve(columns.size());
    // The key of a name that only tells a repetition apart; no node has such an address.
    std::uintptr_t repetitions = 0;
    for (const auto& column : columns) {
        std::string_view name = column->row_name();
        const void* key = nullptr;
        bool twice = false;
        const auto taken = [&](std::string_view wanted, const void* by) {
            return std::find_if(names.begin(), names.end(), [&](const ResultName& known) {
                return known.name == wanted && known.key == by && !known.repeated;
            });
        };
        if (name.empty()) {
            name = column->name_seed();
            key = column.get();
            twice = taken(name, key) != names.end();
        } else if (const auto first = taken(name, nullptr); first != names.end()) {
            if (columns[static_cast<std::size_t>(first - names.begin())] == column) {
                twice = true;
            } else {
                key = column.get();
                twice = taken(name, key) != names.end();
            }
        }
        if (twice) key = reinterpret_cast<const void*>(++repetitions);
        names.push_back(ResultName{name, key, twice});
    }
}

void add_result_columns(FromClause& from, const StatementNode& statement) {
    const auto& columns = statement.result_columns();
    std::vector<ResultName> names;
    name_result_columns(columns, names);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const Column* const origin = columns[i]->plain_column();
        std::string name(names[i].name);
        if (names[i].repeated) name += '_';
        Column& added = from.add_column(std::move(name), columns[i]->type, origin ? origin->info : nullptr, origin);
        added.expression = columns[i];
        added.name_key = names[i].key;
    }
}

void Join::collect_from(FromList& list) const {
    list.add(this);
    left->collect_from(list);
    right->collect_from(list);
}

void Join::hidden_from(FromList& list) const {
    left->collect_from(list);
    right->collect_from(list);
}

Subquery::Subquery(StatementPtr statement, std::string alias, bool is_lateral)
    : element(std::move(statement)), alias_name(std::move(alias)), lateral(is_lateral) {
    add_result_columns(*this, *element);
}

Subquery::Subquery(const Subquery& other) : Subquery(other.element, other.alias_name, other.lateral) {}

Cte::Cte(StatementPtr statement, std::string name_given, bool is_recursive, bool is_nesting)
    : element(std::move(statement)), cte_name(std::move(name_given)), recursive(is_recursive), nesting(is_nesting) {
    add_result_columns(*this, *element);
}

Cte::Cte(const Cte& other) : Cte(other.element, other.cte_name, other.recursive, other.nesting) {
    restates = other.restates;
    prefixes = other.prefixes;
    suffixes = other.suffixes;
}

ScalarSelect::ScalarSelect(StatementPtr s) : Described(value_type(*s)), statement(std::move(s)) {}

}  // namespace azoth::ast
