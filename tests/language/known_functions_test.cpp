#include "language/tables.hpp"
#include <azoth/expression/known_function.hpp>

#include <map>
#include <set>
#include <string>

// Compares the table of known functions with the catalogues of the databases.

using namespace language;
namespace ast = azoth::ast;

namespace {

/// The entries of a catalogue for all functions of one name.
struct Catalogued {
    std::set<char> kinds;
    bool effects = false;
    bool rows = false;
};

az::task<std::map<std::string, Catalogued>> catalogue(az::AsyncConnection& conn, bool postgresql) {
    // An aggregate of SQLite is a window function, too, and only a scalar function is marked as deterministic.
    const auto result = co_await conn.exec_driver_sql(
        postgresql ? "SELECT proname::text, prokind::text, provolatile = 'v', proretset FROM pg_proc "
                     "WHERE pronamespace = 'pg_catalog'::regnamespace"
                   : "SELECT name, type, type = 's' AND flags & 2048 = 0, 0 FROM pragma_function_list");
    const auto truth = [postgresql](const auto& cell) {
        return postgresql ? cell.template as<bool>() : cell.template as<std::int64_t>() != 0;
    };
    std::map<std::string, Catalogued> functions;
    for (const auto& row : result) {
        Catalogued& one = functions[row[0].template as<std::string>()];
        one.kinds.insert(row[1].template as<std::string>().front());
        one.effects = one.effects || truth(row[2]);
        one.rows = one.rows || truth(row[3]);
    }
    co_return functions;
}

bool is_named(const ast::FunctionSpelling& spelling) {
    return spelling.form != ast::CallForm::verbatim && spelling.form != ast::CallForm::absent;
}

std::string small(std::string_view text) {
    std::string letters(text);
    for (char& c : letters) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return letters;
}

}  // namespace

TEST_CASE("the known functions have the kind and the purity of the databases' catalogues", "[engine]") {
    on_each_database([](az::AsyncConnection& conn, const az::Dialect& dialect) -> az::task<void> {
        const bool postgresql = dialect.name() == "postgresql";
        const auto functions = co_await catalogue(conn, postgresql);
        std::size_t found = 0;
        for (const ast::KnownFunction& row : ast::known_functions()) {
            const ast::FunctionSpelling& spelling = postgresql ? row.postgresql : row.sqlite;
            const auto at = is_named(spelling) ? functions.find(small(spelling.text)) : functions.end();
            if (at == functions.end()) continue;  // a form of the grammar, or a function of the other database
            const Catalogued& seen = at->second;
            ++found;
            INFO(dialect.name() << ": " << row.name);
            if (row.purity == ast::Purity::pure) CHECK_FALSE(seen.effects);
            switch (row.kind) {
                case ast::FunctionKind::scalar: CHECK(seen.kinds.contains(postgresql ? 'f' : 's')); break;
                case ast::FunctionKind::aggregate: CHECK(seen.kinds.contains(postgresql ? 'a' : 'w')); break;
                case ast::FunctionKind::window: CHECK(seen.kinds.contains('w')); break;
                case ast::FunctionKind::rows: CHECK(seen.rows); break;
                case ast::FunctionKind::grouping: FAIL_CHECK("a form of GROUP BY is no function"); break;
            }
            if (postgresql) CHECK(seen.rows == (row.kind == ast::FunctionKind::rows));
        }
        CHECK(found > (postgresql ? 170U : 40U));
    });
}
