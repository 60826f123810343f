#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/engine/execution.hpp>
#include <azoth/engine/parameter_rows.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/task.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

/// Rows in bulk: COPY on PostgreSQL, in binary; on a database that has none, one prepared statement.
namespace azoth {

/// How rows are copied. Not an aggregate, so that it may be made inside an awaited expression.
class CopyOptions {
public:
    CopyOptions() noexcept {}

    /// Told how many rows have been taken from the range so far, after each progress_every, and at the end. Called
    /// while rows are sent, from a thread of the connection; what it throws ends the copy as what the range throws
    /// does.
    std::function<void(std::uint64_t)> progress;
    /// At least 1.
    std::uint64_t progress_every = 10'000;
};

namespace detail {

std::shared_ptr<ConnectionState> state_of(const AsyncConnection& connection);

/// Copies what the execution, of an INSERT for rows, would insert; returns how many rows were written.
task<std::int64_t> copy_rows(Execution execution, CopyOptions options);

}  // namespace detail

/// Writes the rows of a range with COPY, as the execution of the INSERT with that range would: tuples or aggregates,
/// whose fields are for the columns named by columns(), or all of the table, or all but the one that the database
/// numbers. Returns how many were written. All of them or none: an exception, of the range or of the database, leaves
/// nothing behind, and a cancelled copy neither, although the transaction that it was in has failed then. Rows are
/// taken from the range as fast as the connection takes them. A range that is no temporary is referred to: it must
/// outlive the task.
///
/// Types are sent in binary as they are declared; a column that the database has of another type is an error there.
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
template <class T, detail::Rows Range>
requires requires(const T& table) { insert(table); }
task<std::int64_t> copy_in(AsyncConnection& connection, const T& table, Range&& rows,
                           CopyOptions options = CopyOptions()) {
    return copy_in(connection, insert(table), std::forward<Range>(rows), std::move(options));
}

}  // namespace azoth
