#pragma once

#include "attack.hpp"
#include "sqlite_session/database.hpp"
#include <azoth/error.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace azoth_tests::sqlite_attack {

/// The result of a statement.
enum class Ending : std::uint8_t { answered, refused, timed_out };

struct Tried {
    Ending ending = Ending::answered;
    std::string message;
    std::chrono::milliseconds time{0};
};

/// Executes a statement with text parameters and a time limit.
template <class... Texts>
Tried try_statement(Database& db, std::string_view sql, std::chrono::milliseconds limit, const Texts&... texts) {
    const azoth::SqlType type = azoth::Codec<std::string>::sql_type();
    azoth::ParameterBuffer parameters;
    (parameters.add(std::string(texts), type), ...);
    const azoth::StatementText statement =
        statement_of(std::string(sql), std::vector<azoth::SqlType>(sizeof...(Texts), type));
    azoth::Request wanted = request(statement);
    wanted.parameters = &parameters;
    wanted.timeout = limit;
    Tried tried;
    const auto begin = std::chrono::steady_clock::now();
    try {
        run_on(db.context, db.session().execute(wanted));
    } catch (const azoth::StatementTimeoutError& error) {
        tried = {Ending::timed_out, error.what(), {}};
    } catch (const azoth::Error& error) {
        tried = {Ending::refused, error.what(), {}};
    }
    tried.time = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    return tried;
}

}  // namespace azoth_tests::sqlite_attack
