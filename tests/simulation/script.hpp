#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// The statements that the model of a server understands. They are valid on a real server that has the table
// effects (id int8 primary key) and the type simulation_mood ('ok').
namespace azoth_tests::simulation {

enum class Verb : std::uint8_t {
    unknown,  ///< a syntax error
    empty,
    missing_table,
    rows,
    failing_row,
    insert,
    insert_returning,
    duplicate,
    slow_insert,
    slow_rows,
    made_type,
    textual,
    type_question,
    begin,
    commit,
    rollback,
    savepoint,
    rollback_to,
    release,
    set,
    alter,
    discard_all,
    deallocate_all,
    copy_in,
    copy_out
};

namespace sql {

/// Parameters: id, number of rows, length of the padding.
inline constexpr std::string_view rows =
    "SELECT $1::int8 AS id, n, repeat('x', $3::int8::int4) AS padding FROM generate_series(1::int8, $2::int8) n";
/// Parameters: id, the row that fails, number of rows.
inline constexpr std::string_view failing_row =
    "SELECT $1::int8 AS id, 1 / (n - $2::int8) AS quotient FROM generate_series(1::int8, $3::int8) n";
inline constexpr std::string_view insert = "INSERT INTO effects (id) VALUES ($1)";
inline constexpr std::string_view insert_returning = "INSERT INTO effects (id) VALUES ($1) RETURNING id";
inline constexpr std::string_view duplicate = "INSERT INTO effects (id) VALUES ($1), ($1)";
/// Parameters: id, milliseconds.
inline constexpr std::string_view slow_insert =
    "INSERT INTO effects (id) SELECT $1::int8 FROM pg_sleep($2::int8 / 1000.0)";
inline constexpr std::string_view slow_rows = "SELECT $1::int8 AS id FROM pg_sleep($2::int8 / 1000.0)";
inline constexpr std::string_view made_type = "SELECT $1::int8 AS id, 'ok'::simulation_mood AS state";
/// Its second column has no binary form.
inline constexpr std::string_view textual = "SELECT $1::int8 AS id, 'azoth=r/azoth'::aclitem AS acl";
inline constexpr std::string_view missing_table = "SELECT id FROM missing WHERE id = $1";
/// Changes nothing that others see.
inline constexpr std::string_view alter = "ALTER TABLE effects SET (fillfactor = 90)";
inline constexpr std::string_view copy_in = "COPY effects (id) FROM STDIN (FORMAT binary)";

std::string copy_out(std::int64_t id, std::int64_t count);
/// What copy_out() copies.
std::string copied(std::int64_t id, std::int64_t count);

}  // namespace sql

/// What the rows of a COPY in binary begin with.
inline constexpr std::string_view copy_header("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);

namespace type_oid {
inline constexpr std::uint32_t int8 = 20;
inline constexpr std::uint32_t text = 25;
inline constexpr std::uint32_t oid = 26;
inline constexpr std::uint32_t text_array = 1009;
inline constexpr std::uint32_t oid_array = 1028;
inline constexpr std::uint32_t aclitem = 1033;
inline constexpr std::uint32_t mood = 0;  ///< stands for the type that was made in the database
}  // namespace type_oid

struct ScriptColumn {
    std::string_view name;
    std::uint32_t type = 0;
};

/// What a text means.
struct Script {
    Verb verb = Verb::unknown;
    std::string_view word;   ///< a savepoint's name
    std::int64_t id = 0;     ///< of copy_out; of a control statement the number in its comment, or 0
    std::int64_t count = 0;  ///< of copy_out: its rows
    bool copies = false;     ///< by COPY
    std::span<const ScriptColumn> columns;
    std::span<const std::uint32_t> parameters;

    bool has_rows() const noexcept { return !columns.empty() && !copies; }
    bool is_control() const noexcept { return verb >= Verb::begin && verb <= Verb::release; }
    /// Allowed in a failed transaction.
    bool ends_transaction() const noexcept {
        return verb == Verb::commit || verb == Verb::rollback || verb == Verb::rollback_to;
    }
    bool writes() const noexcept {
        return verb == Verb::insert || verb == Verb::insert_returning || verb == Verb::duplicate ||
               verb == Verb::slow_insert || verb == Verb::copy_in;
    }
};

/// The script of a text, into which its words point.
Script read_script(std::string_view text) noexcept;

}  // namespace azoth_tests::simulation
