#pragma once

#include <azoth/engine/execution.hpp>
#include <azoth/engine/result.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/task.hpp>

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace azoth {

class MetaData;

namespace detail {
class ConnectionAccess;
class SyncBridge;
}  // namespace detail

/// The blocking form of an AsyncConnection, for the function that AsyncConnection::run_sync() calls: the same
/// operations on the same session, in the same transaction. Threads: used on that function's thread only.
class Connection {
public:
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Executes a statement; see AsyncConnection::execute().
    template <Executable S, detail::CallArgument... Arguments>
    auto execute(const S& statement, const Arguments&... arguments) {
        return execute_typed(detail::make_execution(connection(), statement, arguments...), typename S::rows());
    }
    /// Executes a statement for each row of a range; see AsyncConnection::execute().
    template <Executable S, detail::Rows Range, detail::CallArgument... Arguments>
    auto execute(const S& statement, Range&& rows, const Arguments&... arguments) {
        return execute_typed(
            detail::make_execution_of_rows(connection(), statement, std::forward<Range>(rows), arguments...),
            typename S::rows());
    }
    /// Executes a statement and returns the first column of the first row; empty if there is no row or the value is
    /// NULL.
    template <Executable S, detail::CallArgument... Arguments>
    auto scalar(const S& statement, const Arguments&... arguments) {
        return execute(statement, arguments...).scalar();
    }
    /// Executes a statement and returns the first column of all rows.
    template <Executable S, detail::CallArgument... Arguments>
    auto scalars(const S& statement, const Arguments&... arguments) {
        return execute(statement, arguments...).scalars();
    }
    /// Does not compile: the message says what is wrong with the first argument.
    template <detail::NoStatement S, class... Arguments>
    Result<Dynamic> execute(const S&, Arguments&&...) {
        detail::say_no_statement<S>();
    }
    /// Does not compile: the message says what is wrong with the first argument.
    template <detail::NoStatement S, class... Arguments>
    Result<Dynamic> scalar(const S&, const Arguments&...) {
        detail::say_no_statement<S>();
    }
    /// Does not compile: the message says what is wrong with the first argument.
    template <detail::NoStatement S, class... Arguments>
    Result<Dynamic> scalars(const S&, const Arguments&...) {
        detail::say_no_statement<S>();
    }
    /// Executes text as it is; see AsyncConnection::exec_driver_sql().
    Result<Dynamic> exec_driver_sql(std::string sql);

    /// Commits the transaction, if there is one; see AsyncConnection::commit().
    void commit();
    /// Rolls back the transaction, if there is one.
    void rollback();
    /// Whether the connection is in a transaction.
    bool in_transaction();

    /// Creates the tables that the database does not have yet, in the order of their dependencies.
    void create_all(const MetaData& metadata);
    /// Drops the tables that the database has, dependent ones first.
    void drop_all(const MetaData& metadata);

private:
    friend class detail::ConnectionAccess;
    friend class detail::SyncBridge;
    explicit Connection(detail::SyncBridge& bridge) noexcept : bridge_(bridge) {}

    const std::shared_ptr<detail::ConnectionState>& connection() const noexcept;
    std::shared_ptr<const detail::ResultData> run(detail::Execution execution);
    template <class... Ts>
    Result<Ts...> execute_typed(detail::Execution execution, RowTypes<Ts...>) {
        return Result<Ts...>(run(std::move(execution)));
    }

    detail::SyncBridge& bridge_;
};

namespace detail {

/// A function to be called with a Connection.
class SyncCall {
public:
    virtual ~SyncCall() = default;
    virtual void operator()(Connection& connection) = 0;
};

template <class Fn>
class SyncCallOf final : public SyncCall {
    using Return = std::invoke_result_t<Fn&, Connection&>;
    static_assert(!std::is_reference_v<Return>, "azoth: run_sync() returns values");

public:
    explicit SyncCallOf(Fn& fn) noexcept : fn_(fn) {}
    void operator()(Connection& connection) override {
        if constexpr (std::is_void_v<Return>) {
            fn_(connection);
        } else {
            value_.emplace(fn_(connection));
        }
    }
    Return take() {
        if constexpr (!std::is_void_v<Return>) return std::move(*value_);
    }

private:
    Fn& fn_;
    std::optional<std::conditional_t<std::is_void_v<Return>, bool, Return>> value_;
};

/// Makes the call on a thread of its own; throws what it throws.
task<void> run_on_thread(std::shared_ptr<ConnectionState> connection, SyncCall& call);

}  // namespace detail
}  // namespace azoth
