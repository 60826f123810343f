#include "sqlite/virtual_tables.hpp"

#include "sqlite/ddl_tokens.hpp"
#include "types/ascii.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace azoth::sqlite {
namespace {

bool is_shadow(std::string_view module, std::string_view suffix) {
    const auto is = [suffix](std::initializer_list<std::string_view> all) {
        return std::ranges::find(all, suffix) != all.end();
    };
    if (module == "fts5") return is({"config", "content", "data", "docsize", "idx"});
    if (module == "fts3" || module == "fts4") return is({"content", "docsize", "segdir", "segments", "stat"});
    if (module == "rtree" || module == "rtree_i32" || module == "geopoly") return is({"node", "parent", "rowid"});
    return false;
}

}  // namespace

VirtualTables::VirtualTables(const CatalogRows& rows) {
    for (const CatalogRow& row : rows) {
        // SQLite itself writes the first three words.
        const std::string sql = row[3].value_or("");
        if (row[0] != "table" || !ascii::to_lower(sql.substr(0, 14)).starts_with("create virtual")) continue;
        const std::vector<DdlToken> tokens = ddl_tokens(sql);
        const auto used = std::ranges::find(tokens, "USING", &DdlToken::keyword);
        const bool known = used != tokens.end() && used + 1 != tokens.end();
        modules_[ascii::to_lower(row[1].value_or(""))] = known ? ascii::to_lower((used + 1)->text) : std::string();
    }
}

bool VirtualTables::have(std::string_view table) const {
    if (modules_.empty()) return false;
    const std::string name = ascii::to_lower(table);
    if (modules_.contains(name)) return true;
    const std::size_t mark = name.rfind('_');
    if (mark == std::string::npos) return false;
    const auto owner = modules_.find(name.substr(0, mark));
    return owner != modules_.end() && is_shadow(owner->second, std::string_view(name).substr(mark + 1));
}

}  // namespace azoth::sqlite
