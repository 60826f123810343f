#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace azoth {

class Dialect;
class ParameterBuffer;
class PreparedMany;

namespace detail {

/// Calls the progress function of CopyOptions after each batch of so many rows, and at the end.
class CopyProgress {
public:
    CopyProgress(std::function<void(std::uint64_t)> function, std::uint64_t every) noexcept
        : function_(std::move(function)), every_(every) {}

    /// So many more rows were copied. at_end: no more follow. Throws what the function throws.
    void add(std::uint64_t rows, bool at_end) {
        if (!function_) return;
        const std::uint64_t reported = rows_ / every_;
        rows_ += rows;
        if (at_end || rows_ / every_ != reported) function_(rows_);
    }

private:
    std::function<void(std::uint64_t)> function_;
    std::uint64_t every_;
    std::uint64_t rows_ = 0;
};

/// The execution of a statement by COPY.
struct CopyTransfer {
    CopyProgress progress;
    std::string sql = {};  ///< the COPY; empty: the database has none
};

/// The COPY for what an INSERT with rows would write; empty: the database has none. Throws InvalidRequestError if the
/// statement would write anything else.
std::string copy_text(const PreparedMany& insert, const Dialect& dialect);
/// Throws InvalidRequestError if there are any: COPY has no parameters.
void check_copied_out(const ParameterBuffer& parameters);

}  // namespace detail
}  // namespace azoth
