#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/engine/async_result.hpp>
#include <azoth/engine/async_transaction.hpp>
#include <azoth/engine/execution.hpp>
#include <azoth/engine/parameter_rows.hpp>
#include <azoth/engine/stream.hpp>
#include <azoth/error.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/select.hpp>
#include <azoth/task.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

/// Rows in bulk: COPY on PostgreSQL, in binary; on a database that has none, one prepared statement.
namespace azoth {

/// How rows are copied. Not an aggregate, so that it may be made inside an awaited expression.
class CopyOptions {
public:
    CopyOptions() noexcept {}

    /// Told how many rows have been taken from the range so far, after each progress_every, and at the end. Called
    /// while rows are sent, from a thread of the connection; what it throws ends the copy as what the range throws
    /// does. Of copy_out: told how many rows have come, when a window made progress_every of them full, and at the
    /// end; called where the window is waited for, which then throws what it throws.
    std::function<void(std::uint64_t)> progress;
    /// At least 1.
    std::uint64_t progress_every = 10'000;
    /// Of rows to be written that are waited for: how many are gathered and then written together. At least 1.
    std::size_t batch_size = 4'096;
};

namespace detail {

/// What is written and read as a whole.
template <class T>
concept CopiedTable = requires(const T& table) {
    insert(table);
    select(table);
};

std::shared_ptr<ConnectionState> state_of(const AsyncConnection& connection);

/// Copies what the execution, of an INSERT for rows, would insert; returns how many rows were written.
task<std::int64_t> copy_rows(Execution execution, CopyOptions options);

/// A row of a stream, or nothing after the last.
template <class T>
struct AwaitedRow {};
template <class T>
struct AwaitedRow<task<std::optional<T>>> {
    using type = T;
};
template <class T>
using awaited_row = typename AwaitedRow<decltype(std::declval<T&>().next())>::type;

/// What gives rows that have to be waited for.
template <class T>
concept RowGenerator = !Rows<T> && requires {
    typename awaited_row<std::remove_cvref_t<T>>;
};

/// The transaction, or within one the savepoint, in which several COPYs are one.
task<AsyncTransaction> begin_copy(AsyncConnection& connection);

template <class Generator>
task<std::int64_t> copy_batches(AsyncConnection& connection, ast::NodePtr<const ast::StatementNode> insert,
                                Generator& rows, CopyOptions options) {
    if (options.batch_size == 0) throw ArgumentError("CopyOptions::batch_size must be at least 1");
    AsyncTransaction transaction = co_await begin_copy(connection);
    const auto values = [](const auto& row) {
        if constexpr (requires { row.tuple(); }) {
            return row.tuple();
        } else {
            return row;
        }
    };
    std::vector<awaited_row<Generator>> batch;
    std::int64_t written = 0;
    bool more = true;
    while (more) {
        batch.clear();
        while (more && batch.size() < options.batch_size) {
            auto row = co_await rows.next();
            more = row.has_value();
            if (more) batch.push_back(*std::move(row));
        }
        if (batch.empty()) break;
        Execution execution(state_of(connection), insert, make_row_parameters(std::views::transform(batch, values)));
        written += co_await copy_rows(std::move(execution), CopyOptions());
        if (options.progress) options.progress(static_cast<std::uint64_t>(written));
    }
    co_await transaction.commit();
    co_return written;
}

/// Rows of a COPY that are read together, unless yield_per says otherwise.
inline constexpr std::size_t copy_batch_size = 1'000;

template <class... Ts>
task<AsyncResult<Ts...>> copied_out(Execution execution, CopyOptions options, RowTypes<Ts...>) {
    execution.use_copy(std::move(options.progress), options.progress_every);
    const std::size_t chosen = execution.batch_size();
    const std::size_t batch = chosen == 0 ? copy_batch_size : chosen;
    co_return AsyncResult<Ts...>(co_await open_stream(std::move(execution), batch));
}

}  // namespace detail

/// Writes the rows of a range with COPY, as the execution of the INSERT with that range would: tuples or aggregates,
/// whose fields are for the columns named by columns(), or all of the table, or all but the one that the database
/// numbers. Returns how many were written. All of them or none: an exception, of the range or of the database, leaves
/// nothing behind, and a cancelled copy neither, although the transaction that it was in has failed then. Rows are
/// taken from the range as fast as the connection takes them. A range that is no temporary is referred to: it must
/// outlive the task.
///
/// Values are sent in binary as they are declared. PostgreSQL is asked for the columns' types first: throws
/// ProgrammingError (42804) that names the column if a value would be another value there, nothing written.
/// Values that azoth makes itself (defaults of its own) are not copied: throws InvalidRequestError if a column has one
/// and is not given, and if the INSERT has values, RETURNING or ON CONFLICT. Throws as execute() does.
template <class Target, class... Ts, detail::Rows Range>
task<std::int64_t> copy_in(AsyncConnection& connection, const Insert<Target, Ts...>& target, Range&& rows,
                           CopyOptions options = CopyOptions()) {
    static_assert(sizeof...(Ts) == 0, "azoth: COPY gives nothing back: an INSERT with RETURNING is executed");
    return detail::copy_rows(detail::Execution(detail::state_of(connection), target.node(),
                                               detail::make_row_parameters(std::forward<Range>(rows))),
                             std::move(options));
}
template <detail::CopiedTable T, detail::Rows Range>
task<std::int64_t> copy_in(AsyncConnection& connection, const T& table, Range&& rows,
                           CopyOptions options = CopyOptions()) {
    return copy_in(connection, insert(table), std::forward<Range>(rows), std::move(options));
}

/// The same of rows that have to be waited for: of an AsyncResult, or of anything whose next() is a
/// task<std::optional<T>> of tuples or aggregates, nothing after the last. They are written a window at a time, in one
/// transaction, or in a savepoint of the one that is going on: all of them or none. Progress is told after each window.
/// The rows are taken as fast as they are written. Of a stream over the same connection only within a transaction.
template <class Target, class... Ts, detail::RowGenerator Generator>
task<std::int64_t> copy_in(AsyncConnection& connection, const Insert<Target, Ts...>& target, Generator& rows,
                           CopyOptions options = CopyOptions()) {
    static_assert(sizeof...(Ts) == 0, "azoth: COPY gives nothing back: an INSERT with RETURNING is executed");
    return detail::copy_batches(connection, target.node(), rows, std::move(options));
}
template <detail::CopiedTable T, detail::RowGenerator Generator>
task<std::int64_t> copy_in(AsyncConnection& connection, const T& table, Generator& rows,
                           CopyOptions options = CopyOptions()) {
    return copy_in(connection, insert(table), rows, std::move(options));
}

/// Reads the rows of a query, or of a whole table, by COPY, in binary: as stream() does, but with one statement and not
/// one for each window, of 1,000 rows or as yield_per(rows) says, for which the server waits. To be read to its end:
/// while it is open the connection does nothing else (InvalidRequestError), and COPY can only be broken off by an
/// error, which fails the transaction that it is in. A timeout is for each window. The query has no parameters, which
/// COPY does not know: throws InvalidRequestError; stream() binds them. Throws as stream() does. On a database without
/// COPY it is stream().
/// Options say to whom progress is told.
template <Executable S, detail::StreamArgument... Arguments>
auto copy_out(AsyncConnection& connection, const S& query, CopyOptions options, const Arguments&... arguments) {
    return detail::copied_out(detail::make_execution(detail::state_of(connection), query, arguments...),
                              std::move(options), typename S::rows());
}
template <Executable S, detail::StreamArgument... Arguments>
auto copy_out(AsyncConnection& connection, const S& query, const Arguments&... arguments) {
    return copy_out(connection, query, CopyOptions(), arguments...);
}
template <detail::CopiedTable T, detail::StreamArgument... Arguments>
auto copy_out(AsyncConnection& connection, const T& table, CopyOptions options, const Arguments&... arguments) {
    return copy_out(connection, select(table), std::move(options), arguments...);
}
template <detail::CopiedTable T, detail::StreamArgument... Arguments>
auto copy_out(AsyncConnection& connection, const T& table, const Arguments&... arguments) {
    return copy_out(connection, select(table), CopyOptions(), arguments...);
}

}  // namespace azoth
