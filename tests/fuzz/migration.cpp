// Scripts of migrations: the statements of any text. None of them is split again, and what a migration says is read or
// refused.

#include "bytes.hpp"
#include "migration/checksum.hpp"
#include "migration/migration_script.hpp"
#include "migration/sql_script.hpp"
#include <azoth/error.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace azoth;
    using namespace azoth::fuzz;
    const std::string_view sql = text_of(data, size);
    for (const ScriptSyntax syntax : {ScriptSyntax::postgresql, ScriptSyntax::sqlite}) {
        std::size_t length = 0;
        for (const std::string& statement : split_script(sql, syntax)) {
            require(!statement.empty());
            length += statement.size();
            (void)first_word(statement, syntax);
        }
        require(length <= sql.size());
        try {
            Migration migration;
            migration.version = 1;
            migration.up = sql;
            migration.checksum = migration_checksum(migration.up, migration.down);
            require(compare_files(migration, migration.checksum) == RecordedFiles::same);
            (void)compare_files(migration, std::string(sql));
            const MigrationScript script = read_script(migration, sql, syntax);
            require(script.begin <= script.end && script.end <= script.all.size());
            for (std::size_t i = 0; i < script.all.size(); ++i) (void)script.is_setting(i);
            require(script.has_checksum(script.all.size(), script.checksum(script.all.size())));
        } catch (const Error&) {
        }
    }
    return 0;
}
