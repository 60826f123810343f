// What a SQLite file says in sqlite_master, which is whatever its maker wrote there: CREATE TABLE, CREATE INDEX, CREATE
// VIEW, and the types of columns.

#include "bytes.hpp"
#include "sqlite/catalog_types.hpp"
#include "sqlite/ddl_reader.hpp"
#include "sqlite/ddl_tokens.hpp"
#include <azoth/error.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace azoth;
    using namespace azoth::fuzz;
    const std::string_view sql = text_of(data, size);
    std::size_t end = 0;
    for (const sqlite::DdlToken& token : sqlite::ddl_tokens(sql)) {
        require(token.begin >= end && token.end > token.begin && token.end <= sql.size());
        end = token.end;
    }
    (void)sqlite::without_comments(sql);
    (void)sqlite::declared_type(std::string(sql));
    try {
        ReflectedTable table;
        table.name = "t";
        for (const char* const name : {"a", "b", "Large Column"}) {
            ReflectedColumn& column = table.columns.emplace_back();
            column.name = name;
            column.type = Integer();
        }
        (void)sqlite::read_create_table(sql, table);
    } catch (const Error&) {
    }
    try {
        (void)sqlite::read_create_index(sql);
    } catch (const Error&) {
    }
    try {
        (void)sqlite::read_create_view(sql);
    } catch (const Error&) {
    }
    return 0;
}
