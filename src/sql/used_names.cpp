#include "sql/used_names.hpp"

#include <azoth/schema/table_node.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_set>

namespace azoth::detail {
namespace {

class NameCollector final : public ast::MemberReader {
public:
    explicit NameCollector(UsedNames& used) : used_(used) {}

    void child(const ast::Node* node) override {
        if (node == nullptr || !seen_.insert(node).second) return;
        if (const auto* const from = dynamic_cast<const ast::FromClause*>(node)) {
            for (const auto& column : from->columns()) {
                if (column->name_key == nullptr) text(column->name);
            }
            if (const ast::TableNode* const table = from->as_table()) {
                text(table->table_name);
                used_.tables.push_back(table);
                return;
            }
            if (!from->name().empty()) used_.aliases.push_back(from->name());
            // A table with an alias is not visible by its own name.
            const auto* const alias = dynamic_cast<const ast::Alias*>(from);
            if (alias != nullptr && alias->element->as_table() != nullptr) return text(alias->alias_name);
        }
        node->members(*this);
    }
    void number(std::int64_t) override {}
    void text(std::string_view value) override {
        if (!value.empty()) used_.names.push_back(value);
    }
    void type(const SqlType&) override {}
    void value(const Value&) override {}

private:
    UsedNames& used_;
    std::unordered_set<const ast::Node*> seen_;
};

}  // namespace

bool UsedNames::contains(std::string_view name) const noexcept {
    constexpr int few = 16;
    if (searches < few) {
        ++searches;
        return std::find(names.begin(), names.end(), name) != names.end();
    }
    if (searches == few) {
        ++searches;
        std::sort(names.begin(), names.end());
    }
    return std::binary_search(names.begin(), names.end(), name);
}

UsedNames collect_used_names(const ast::Node& root) {
    UsedNames used;
    NameCollector(used).child(&root);
    return used;
}

}  // namespace azoth::detail
