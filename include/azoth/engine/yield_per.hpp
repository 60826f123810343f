#pragma once

#include <azoth/export.hpp>

#include <cstddef>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// Fixes how many rows a stream fetches at a time: `conn.stream(statement, yield_per(1000))`.
class yield_per {
public:
    /// Throws ArgumentError if it is 0.
    explicit yield_per(std::size_t rows);
    std::size_t rows() const noexcept { return rows_; }

private:
    std::size_t rows_;
};

}  // namespace azoth

AZOTH_EXPORT_END
