#pragma once

#include <cstddef>

namespace azoth {

/// Sets the batch size of a stream, in rows: `conn.stream(statement, yield_per(1000))`.
class yield_per {
public:
    /// Throws ArgumentError if `rows` is 0.
    explicit yield_per(std::size_t rows);
    /// The number of rows of a batch.
    std::size_t rows() const noexcept { return rows_; }

private:
    std::size_t rows_;
};

}  // namespace azoth
