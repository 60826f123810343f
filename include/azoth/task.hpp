#pragma once

#include <azoth/export.hpp>

#include <boost/asio/awaitable.hpp>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// The coroutine type of every asynchronous operation: lazily started, awaited once, resumed on the executor of the
/// coroutine that awaits it. Spawn the outermost one with boost::asio::co_spawn.
template <class T = void>
using task = boost::asio::awaitable<T>;

}  // namespace azoth

AZOTH_EXPORT_END
