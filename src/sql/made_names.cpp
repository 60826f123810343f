#include "sql/made_names.hpp"

#include "sql/used_names.hpp"
#include <azoth/schema/table_node.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace azoth::detail {
namespace {

// The longest prefix of at most `bytes` bytes that ends with a complete UTF-8 character.
std::size_t whole_characters(std::string_view name, std::size_t bytes) {
    if (name.size() <= bytes) return name.size();
    while (bytes > 0 && (static_cast<unsigned char>(name[bytes]) & 0xC0) == 0x80) --bytes;
    return bytes;
}

}  // namespace

MadeNames::MadeNames(const SqlOutput& sql) noexcept : sql_(sql) {}

MadeNames::~MadeNames() = default;

std::string_view MadeNames::translated_schema(std::string_view schema) const noexcept {
    for (const auto& [from, to] : sql_.options().schema_translate) {
        if (from == schema) return to;
    }
    return schema;
}

const UsedNames& MadeNames::used_names() {
    if (used_names_ == nullptr) {
        used_names_ = std::make_unique<UsedNames>();
        if (root_ != nullptr) *used_names_ = collect_used_names(*root_);
    }
    return *used_names_;
}

std::string MadeNames::anonymous_name(std::string_view base) {
    const UsedNames& used = used_names();
    std::string name;
    do {
        name = number_name(base, count_name(base));
    } while (used.contains(name));
    return name;
}

std::string_view MadeNames::table_alias(const ast::TableNode& table) {
    if (translated_schema(table.schema).empty()) return {};
    if (const auto* const known = table_aliases_.find(&table)) return **known;
    const UsedNames& used = used_names();
    // Of several tables with this name, the first keeps it, unless one without a schema has it.
    bool taken = std::find(used.aliases.begin(), used.aliases.end(), table.table_name) != used.aliases.end();
    bool is_first = true;
    for (const ast::TableNode* const other : used.tables) {
        if (other == &table) {
            is_first = false;
        } else if (other->table_name == table.table_name) {
            taken = taken || is_first || translated_schema(other->schema).empty();
        }
    }
    auto alias = std::make_shared<const std::string>(taken ? anonymous_name(table.table_name) : std::string());
    return *table_aliases_.insert(&table, std::move(alias));
}

int MadeNames::count_name(std::string_view base) {
    if (int* const known = counters_.find(base)) return ++*known;
    return counters_.insert(std::string(base), 1);
}

std::string MadeNames::number_name(std::string_view base, int number) {
    std::string name(base);
    name += '_';
    name += std::to_string(number);
    return cut_name(std::move(name));
}

std::string MadeNames::cut_name(std::string name) {
    const std::size_t room = sql_.traits().max_identifier_length - 6;
    if (name.size() <= room) return name;
    if (const std::string* const known = cut_names_.find(name)) return *known;
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), cut_names_.size() + 1, 16).ptr;
    std::string cut = name.substr(0, whole_characters(name, room));
    cut += '_';
    cut.append(digits.data(), end);
    return cut_names_.insert(std::move(name), std::move(cut));
}

std::string_view MadeNames::alias_name(const ast::FromClause& from) {
    if (const ast::TableNode* const table = from.as_table()) {
        const std::string_view alias = table_alias(*table);
        return alias.empty() ? from.name() : alias;
    }
    if (!from.name().empty()) return from.name();
    if (from.as_join() != nullptr) return {};
    const ast::FromClause* named = &from;
    // The steps of a recursive CTE share one name.
    if (const ast::Cte* cte = from.as_cte()) {
        while (cte->restates) cte = cte->restates.get();
        named = cte;
    }
    if (const auto* const known = alias_names_.find(named)) return **known;
    auto made = std::make_shared<const std::string>(anonymous_name(named->name_seed()));
    return *alias_names_.insert(named, std::move(made));
}

std::string MadeNames::made_name(const ast::ResultName& name) {
    std::string seed;
    if (!name.table.empty()) seed.append(name.table).append(1, '_');
    seed += name.name;
    if (name.repeated) seed += '_';
    return made_name(name.key, seed);
}

std::string MadeNames::made_name(const void* key, std::string_view seed) {
    std::pair<const void*, std::string> made(key, seed);
    if (const std::string* const known = made_names_.find(made)) return *known;
    std::string name = anonymous_name(seed);
    return made_names_.insert(std::move(made), std::move(name));
}

}  // namespace azoth::detail
