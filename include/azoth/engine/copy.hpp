#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/engine/async_result.hpp>
#include <azoth/engine/async_transaction.hpp>
#include <azoth/engine/execution.hpp>
#include <azoth/engine/parameter_rows.hpp>
#include <azoth/engine/stream.hpp>
#include <azoth/error.hpp>
#include <azoth/export.hpp>
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

AZOTH_EXPORT_BEGIN

/// Rows in bulk: COPY on PostgreSQL, in binary; one prepared statement on a database without COPY.
namespace azoth {

/// How rows are copied: `const CopyOptions options{.progress = show};`. g++ 12 needs the name: it destroys options
/// twice that are written inside co_await, and such a call does not compile there.
struct CopyOptions {
    /// Called with the number of rows so far. By copy_in() of a range: after each `progress_every` rows taken from it,
    /// and at the end; on a thread of the connection while rows are sent; an exception ends the copy like one of the
    /// range. By copy_in() of awaited rows: after each batch. By copy_out(): after each batch that crosses a multiple
    /// of `progress_every`, and at the end; the call that waits for the batch throws its exception.
    std::function<void(std::uint64_t)> progress{};
    /// Number of rows between calls of `progress`. At least 1.
    std::uint64_t progress_every = 10'000;
    /// Batch size of copy_in() of awaited rows: how many are collected and then written together. At least 1.
    std::size_t batch_size = 4'096;
};

namespace detail {

/// A table that can be written and read as a whole.
template <class T>
concept CopiedTable = requires(const T& table) {
    insert(table);
    select(table);
};

std::shared_ptr<ConnectionState> state_of(const AsyncConnection& connection);

/// Copies the rows of an execution of an INSERT; returns how many rows were written.
task<std::int64_t> copy_rows(Execution execution, CopyOptions options);

/// The type of an awaited row: T of task<std::optional<T>>.
template <class T>
struct AwaitedRow {};
template <class T>
struct AwaitedRow<task<std::optional<T>>> {
    using type = T;
};
template <class T>
using awaited_row = typename AwaitedRow<decltype(std::declval<T&>().next())>::type;

/// A source of rows that have to be awaited.
template <class T>
concept RowGenerator = !Rows<T> && requires {
    typename awaited_row<std::remove_cvref_t<T>>;
};

/// Begins a transaction, or within one a savepoint, so that several COPYs take effect together.
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

/// Writes the rows of a range with COPY, as the execution of the INSERT with that range would. Rows are tuples or
/// aggregates, whose fields belong to the columns named by columns(), or to all columns of the table, or to all but the
/// one that the database numbers. Values are sent in binary as they are declared; the columns' types are queried first.
/// Rows are taken from the range as fast as the connection accepts them.
///
/// Returns the number of rows written. Throws ProgrammingError (42804) that names the column, before anything is
/// written, if a value would be read as another value; InvalidRequestError if a column with a client-side default is
/// not given, or if the INSERT has values, RETURNING or ON CONFLICT; otherwise as execute() does. Errors leave no row
/// written; in an open transaction that transaction has failed. The same holds for cancellation. Lifetime: a range that
/// is not a temporary must outlive the task.
template <class Target, class... Ts, detail::Rows Range>
task<std::int64_t> copy_in(AsyncConnection& connection, const Insert<Target, Ts...>& target, Range&& rows,
                           const CopyOptions& options = CopyOptions()) {
    static_assert(sizeof...(Ts) == 0, "azoth: COPY gives nothing back: an INSERT with RETURNING is executed");
    return detail::copy_rows(detail::Execution(detail::state_of(connection), target.node(),
                                               detail::make_row_parameters(std::forward<Range>(rows))),
                             options);
}
/// Writes the rows of a range into a table: copy_in() with insert(table).
template <detail::CopiedTable T, detail::Rows Range>
task<std::int64_t> copy_in(AsyncConnection& connection, const T& table, Range&& rows,
                           const CopyOptions& options = CopyOptions()) {
    return copy_in(connection, insert(table), std::forward<Range>(rows), options);
}

/// Writes rows that have to be awaited: those of an AsyncResult, or of any object whose next() is a
/// task<std::optional<T>> of tuples or aggregates, empty after the last. Batches of CopyOptions::window rows are
/// written in one transaction, or in a savepoint of the open one: all rows or none. A stream over the same connection
/// can be copied only within a transaction. Returns the number of rows written. Throws as copy_in() of a range does,
/// and what next() throws. Lifetime: `rows` must outlive the task.
template <class Target, class... Ts, detail::RowGenerator Generator>
task<std::int64_t> copy_in(AsyncConnection& connection, const Insert<Target, Ts...>& target, Generator& rows,
                           const CopyOptions& options = CopyOptions()) {
    static_assert(sizeof...(Ts) == 0, "azoth: COPY gives nothing back: an INSERT with RETURNING is executed");
    return detail::copy_batches(connection, target.node(), rows, options);
}
/// Writes awaited rows into a table: copy_in() with insert(table).
template <detail::CopiedTable T, detail::RowGenerator Generator>
task<std::int64_t> copy_in(AsyncConnection& connection, const T& table, Generator& rows,
                           const CopyOptions& options = CopyOptions()) {
    return copy_in(connection, insert(table), rows, options);
}

/// Reads the rows of a query with COPY, in binary. Like stream(), but with one statement instead of one for each batch.
/// A batch has 1,000 rows, or yield_per(rows); the server waits until it is used. A timeout limits each batch. Until
/// the end is reached, other requests of the connection throw InvalidRequestError. Ending it early stops COPY with an
/// error, which fails its transaction. Throws InvalidRequestError for a query with parameters, which COPY does not
/// support (use stream()); otherwise as stream() does. On a database without COPY it is stream().
template <Executable S, detail::StreamArgument... Arguments>
auto copy_out(AsyncConnection& connection, const S& query, const CopyOptions& options, const Arguments&... arguments) {
    return detail::copied_out(detail::make_execution(detail::state_of(connection), query, arguments...), options,
                              typename S::rows());
}
/// Reads the rows of a query with default options.
template <Executable S, detail::StreamArgument... Arguments>
auto copy_out(AsyncConnection& connection, const S& query, const Arguments&... arguments) {
    const CopyOptions options;
    return copy_out(connection, query, options, arguments...);
}
/// Reads the rows of a whole table.
template <detail::CopiedTable T, detail::StreamArgument... Arguments>
auto copy_out(AsyncConnection& connection, const T& table, const CopyOptions& options, const Arguments&... arguments) {
    return copy_out(connection, select(table), options, arguments...);
}
/// Reads the rows of a whole table with default options.
template <detail::CopiedTable T, detail::StreamArgument... Arguments>
auto copy_out(AsyncConnection& connection, const T& table, const Arguments&... arguments) {
    const CopyOptions options;
    return copy_out(connection, select(table), options, arguments...);
}

#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
/// Options without a name, which g++ 12 destroys twice inside co_await: give them a name first.
template <class Target, class Rows>
task<std::int64_t> copy_in(AsyncConnection& connection, const Target& target, Rows&& rows,
                           CopyOptions&& options) = delete;
template <class Source, class... Arguments>
task<void> copy_out(AsyncConnection& connection, const Source& query, CopyOptions&& options,
                    const Arguments&... arguments) = delete;
#endif

}  // namespace azoth

AZOTH_EXPORT_END
