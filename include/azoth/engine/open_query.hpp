#pragma once

#include <azoth/export.hpp>

AZOTH_EXPORT_BEGIN

namespace azoth::detail {

/// A query whose rows are still being read. It ends with its transaction and with its connection.
class OpenQuery {
public:
    OpenQuery(const OpenQuery&) = delete;
    OpenQuery& operator=(const OpenQuery&) = delete;
    /// The connection is closed or the transaction is over: no more rows can be fetched.
    virtual void invalidate() noexcept = 0;

protected:
    OpenQuery() = default;
    ~OpenQuery() = default;
};

}  // namespace azoth::detail

AZOTH_EXPORT_END
