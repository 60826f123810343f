#include <azoth/expression/ast_forms.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/from_node.hpp>
#include <azoth/sql/subquery_node.hpp>

#include <algorithm>
#include <functional>
#include <unordered_map>

namespace azoth::ast {
namespace {

SqlType value_type(const StatementNode& statement) {
    const auto& columns = statement.result_columns();
    return columns.empty() ? SqlType() : columns.front()->type;
}

// The prefix of a clause's column names in the style table_column.
std::string table_label(const Column* column) {
    if (column == nullptr || column->from == nullptr) return {};
    std::string label;
    if (const TableNode* const table = column->from->as_table(); table != nullptr && !table->schema.empty()) {
        label = table->schema + '_';
    }
    const std::string_view name = column->from->name();
    label += name.empty() ? column->from->name_seed() : name;
    return label;
}

// Finds the first column that has a name of its own. A few names are compared one by one.
class NameIndex {
public:
    explicit NameIndex(const std::vector<ResultName>& names) : names_(names) {}

    const ResultName* find(const ResultName& name) const {
        if (names_.size() <= few) {
            const auto found = std::find_if(names_.begin(), names_.end(), [&](const ResultName& known) {
                return !known.repeated && is_same(known, name);
            });
            return found == names_.end() ? nullptr : &*found;
        }
        const auto [begin, end] = places_.equal_range(hash(name));
        std::size_t first = names_.size();
        for (auto at = begin; at != end; ++at) {
            if (at->second < first && is_same(names_[at->second], name)) first = at->second;
        }
        return first == names_.size() ? nullptr : &names_[first];
    }
    /// Adds the last name of the list.
    void add_last() {
        if (names_.size() <= few) return;
        while (added_ < names_.size()) {
            const std::size_t place = added_++;
            const ResultName& name = names_[place];
            // Of several equal names only the first is looked up.
            if (!name.repeated && !has(name, place)) places_.emplace(hash(name), place);
        }
    }

private:
    static constexpr std::size_t few = 32;

    static bool is_same(const ResultName& a, const ResultName& b) {
        return a.name == b.name && a.key == b.key && a.table == b.table;
    }
    static std::size_t hash(const ResultName& name) {
        const std::hash<std::string_view> of_text;
        return (of_text(name.name) * 31 + of_text(name.table)) * 31 + std::hash<const void*>{}(name.key);
    }
    bool has(const ResultName& name, std::size_t before) const {
        const auto [begin, end] = places_.equal_range(hash(name));
        return std::any_of(begin, end, [&](const auto& entry) {
            return entry.second < before && is_same(names_[entry.second], name);
        });
    }

    const std::vector<ResultName>& names_;
    std::size_t added_ = 0;
    std::unordered_multimap<std::size_t, std::size_t> places_;  // by the hash
};

}  // namespace

std::string_view result_name(const Expression& column) {
    const auto* const cast = dynamic_cast<const Cast*>(&column);
    return cast == nullptr ? column.row_name() : cast->element->row_name();
}

void name_result_columns(const std::vector<ExpressionPtr>& columns, LabelStyle style, std::vector<ResultName>& names) {
    names.reserve(columns.size());
    NameIndex index(names);
    // Counts repeated names; the counter serves as a key, which cannot equal an address of a node.
    std::uintptr_t repetitions = 0;
    for (const auto& column : columns) {
        ResultName name{result_name(*column), nullptr, false};
        if (style == LabelStyle::tablename_plus_col && column->as_label() == nullptr) {
            name.table = table_label(column->plain_column());
        }
        const auto taken = [&] { return index.find(name); };
        const Column* const plain = column->as_label() == nullptr ? column->plain_column() : nullptr;
        if (plain != nullptr && plain->name_key != nullptr) {
            // The compiler made the name up where the column comes from, and keeps it.
            name.key = plain->name_key;
            name.repeated = taken() != nullptr;
        } else if (name.name.empty()) {
            name.name = column->name_seed();
            name.key = column.get();
            name.repeated = taken() != nullptr;
        } else if (const ResultName* const first = taken(); first != nullptr && style != LabelStyle::none) {
            name.key = column.get();
            name.repeated = columns[static_cast<std::size_t>(first - names.data())] == column || taken() != nullptr;
        }
        if (name.repeated) name.key = reinterpret_cast<const void*>(++repetitions);
        names.push_back(std::move(name));
        index.add_last();
    }
}

void add_result_columns(FromClause& from, const StatementNode& statement) {
    const auto& columns = statement.result_columns();
    std::vector<ResultName> names;
    name_result_columns(columns, statement.result_style(), names);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const Column* const origin = columns[i]->plain_column();
        std::string name = std::move(names[i].table);
        if (!name.empty()) name += '_';
        name += names[i].name;
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
