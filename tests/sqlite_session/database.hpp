#pragma once

#include "run_coroutine.hpp"
#include "temporary.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/sqlite/sqlite.hpp>
#include <azoth/types/chrono_codecs.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/text_codecs.hpp>

#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using azoth_tests::run_on;
using azoth_tests::TemporaryFile;

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

// A session of a connector, used from outside of coroutines, one operation at a time.
class Database {
public:
    explicit Database(std::string_view url = "sqlite://", azoth::ConnectOptions options = {})
        : Database(std::shared_ptr<azoth::Connector>(connector(url, options))) {}
    explicit Database(std::shared_ptr<azoth::Connector> from) : connector_(std::move(from)) {
        session_ = run_on(context, connector_->connect());
    }

    // Another session on the same database.
    Database second() const { return Database(connector_); }

    azoth::Answer execute(const azoth::StatementText& statement, const azoth::ParameterBuffer* parameters = nullptr) {
        azoth::Request wanted = request(statement);
        wanted.parameters = parameters;
        return run_on(context, session_->execute(wanted));
    }
    // Each parameter has the type of its codec.
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
    std::string control(std::string_view sql) { return run_on(context, session_->control(sql)); }

    azoth::Session& session() { return *session_; }
    void reset() { session_.reset(); }

private:
    std::shared_ptr<azoth::Connector> connector_;

public:
    boost::asio::io_context context;

private:
    std::unique_ptr<azoth::Session> session_;
};

// The exception of the given class that a call throws; fails the test if there is none.
template <class Exception, class Fn>
Exception thrown_by(Fn&& fn) {
    try {
        fn();
    } catch (const Exception& error) {
        return error;
    }
    throw std::logic_error("the call threw nothing");
}
