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
class SyncBridge;
}

/// The blocking face of an AsyncConnection, for the function that AsyncConnection::run_sync() calls: the same
/// operations on the same session, in the same transaction. Used on that function's thread only.
class Connection {
public:
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// See AsyncConnection::execute().
    template <Executable S>
    auto execute(const S& statement) {
        return execute_typed(statement.node(), typename S::rows());
    }
    template <Executable S, detail::Rows Range>
    auto execute(const S& statement, Range&& rows) {
        return result(run(detail::Execution(connection(), statement.node(),
                                            detail::make_row_parameters(std::forward<Range>(rows)))),
                      typename S::rows());
    }
    template <Executable S>
    auto scalar(const S& statement) {
        return execute(statement).scalar();
    }
    template <Executable S>
    auto scalars(const S& statement) {
        return execute(statement).scalars();
    }
    Result<Dynamic> exec_driver_sql(std::string sql);

    void commit();
    void rollback();
    bool in_transaction();

    void create_all(const MetaData& metadata);
    void drop_all(const MetaData& metadata);

private:
    friend class detail::SyncBridge;
    explicit Connection(detail::SyncBridge& bridge) noexcept : bridge_(bridge) {}

    const std::shared_ptr<detail::ConnectionState>& connection() const noexcept;
    std::shared_ptr<const detail::ResultData> run(detail::Execution execution);
    template <class... Ts>
    Result<Ts...> execute_typed(ast::NodePtr<const ast::StatementNode> statement, RowTypes<Ts...> types) {
        return result(run(detail::Execution(connection(), std::move(statement))), types);
    }
    template <class... Ts>
    static Result<Ts...> result(std::shared_ptr<const detail::ResultData> data, RowTypes<Ts...>) {
        return Result<Ts...>(std::move(data));
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
