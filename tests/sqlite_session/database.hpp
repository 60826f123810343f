#pragma once

#include <azoth/driver/backend.hpp>
#include <azoth/sqlite/sqlite.hpp>
#include <azoth/types/chrono_codecs.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/text_codecs.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

// Runs a coroutine to its end on an io_context of its own or a given one, and answers with its result.
template <class T>
T run(boost::asio::io_context& context, azoth::task<T> operation) {
    std::exception_ptr error;
    context.restart();
    if constexpr (std::is_void_v<T>) {
        boost::asio::co_spawn(context, std::move(operation), [&](std::exception_ptr e) { error = e; });
        context.run();
        if (error) std::rethrow_exception(error);
    } else {
        std::optional<T> result;
        boost::asio::co_spawn(context, std::move(operation), [&](std::exception_ptr e, T value) {
            error = e;
            if (!e) result.emplace(std::move(value));
        });
        context.run();
        if (error) std::rethrow_exception(error);
        return *std::move(result);
    }
}

inline azoth::StatementText statement_of(std::string sql, std::vector<azoth::SqlType> parameters = {},
                                         std::vector<azoth::SqlType> columns = {}) {
    azoth::StatementText statement;
    statement.sql = std::move(sql);
    statement.parameter_types = std::move(parameters);
    for (azoth::SqlType& type : columns) statement.columns.push_back(azoth::ResultColumn{"", std::move(type)});
    statement.seal();
    return statement;
}

inline azoth::Request request(const azoth::StatementText& statement) {
    azoth::Request request;
    request.statement = &statement;
    return request;
}

inline std::unique_ptr<azoth::Connector> connector(std::string_view url, azoth::ConnectOptions options = {}) {
    return azoth::sqlite::backend().connector(azoth::Url::parse(url), options);
}

// A session of a connector, used from outside of coroutines, one operation after the other.
class Database {
public:
    explicit Database(std::string_view url = "sqlite://", azoth::ConnectOptions options = {})
        : Database(std::shared_ptr<azoth::Connector>(connector(url, options))) {}
    explicit Database(std::shared_ptr<azoth::Connector> from) : connector_(std::move(from)) {
        session_ = run(context, connector_->connect());
    }

    // Another session on the same database.
    Database second() const { return Database(connector_); }

    azoth::Answer execute(const azoth::StatementText& statement, const azoth::ParameterBuffer* parameters = nullptr) {
        azoth::Request wanted = request(statement);
        wanted.parameters = parameters;
        return run(context, session_->execute(wanted));
    }
    // Each parameter as the type its codec names.
    template <class... Ts>
    azoth::Answer execute(std::string_view sql, const Ts&... values) {
        const azoth::StatementText statement =
            statement_of(std::string(sql), {azoth::Codec<azoth::value_of<Ts>>::sql_type()...});
        azoth::ParameterBuffer parameters;
        (parameters.add(values, azoth::Codec<azoth::value_of<Ts>>::sql_type()), ...);
        return execute(statement, &parameters);
    }
    // The first cell of an answer, read as a column declared as T's type.
    template <class T, class... Ts>
    T scalar(std::string_view sql, const Ts&... values) {
        const azoth::StatementText statement =
            statement_of(std::string(sql), {azoth::Codec<azoth::value_of<Ts>>::sql_type()...},
                         {azoth::Codec<azoth::value_of<T>>::sql_type()});
        azoth::ParameterBuffer parameters;
        (parameters.add(values, azoth::Codec<azoth::value_of<Ts>>::sql_type()), ...);
        const azoth::Answer answer = execute(statement, &parameters);
        const azoth::Cell cell = answer.rows->cell(0, 0);
        if constexpr (azoth::is_nullable<T>) {
            if (cell.is_null()) return std::nullopt;
        }
        return azoth::Codec<azoth::value_of<T>>::decode(cell);
    }
    std::string control(std::string_view sql) { return run(context, session_->control(sql)); }

    azoth::Session& session() { return *session_; }
    void reset() { session_.reset(); }

private:
    std::shared_ptr<azoth::Connector> connector_;

public:
    boost::asio::io_context context;

private:
    std::unique_ptr<azoth::Session> session_;
};

// A file that is gone, with what SQLite puts beside it, at the end of the test.
class TemporaryFile {
public:
    TemporaryFile() {
        static int count = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("azoth-sqlite-" + std::to_string(::getpid()) + '-' + std::to_string(++count) + ".db");
        remove();
    }
    ~TemporaryFile() { remove(); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    std::string url(std::string_view query = "") const { return "sqlite:///" + path_.string() + std::string(query); }
    const std::filesystem::path& path() const { return path_; }

private:
    void remove() const {
        for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
            std::error_code ignored;
            std::filesystem::remove(path_.string() + suffix, ignored);
        }
    }
    std::filesystem::path path_;
};

// The exception that a call throws, of the class asked for; fails the test if there is none.
template <class Exception, class Fn>
Exception thrown_by(Fn&& fn) {
    try {
        fn();
    } catch (const Exception& error) {
        return error;
    }
    throw std::logic_error("the call threw nothing");
}
