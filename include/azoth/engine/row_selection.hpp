#pragma once

#include <azoth/engine/result_data.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

namespace azoth::detail {

using DataPtr = std::shared_ptr<const ResultData>;
/// Decides for each row, in order, whether it is kept.
using RowFilter = std::function<bool(const ResultData&, std::size_t)>;

/// Results that share the rows of others; only choose_columns() copies values.
DataPtr slice_rows(const DataPtr& data, std::size_t first, std::size_t count);
DataPtr filter_rows(const DataPtr& data, const RowFilter& keep);
/// Concatenates results. Throws ArgumentError if their columns are not of the same types.
DataPtr merge_rows(const std::vector<DataPtr>& parts);
/// Returns the columns at these positions, in this order.
DataPtr choose_columns(const DataPtr& data, const std::vector<std::size_t>& columns);

/// Keeps the first of equal rows, compared byte by byte as the database sent them.
RowFilter distinct_rows();
RowFilter distinct_values(std::size_t column);

/// Keeps the first of all rows with an equal key.
template <class View, class Key>
RowFilter distinct_by(Key key) {
    using Given = std::remove_cvref_t<std::invoke_result_t<Key&, View>>;
    static_assert(std::copyable<Given> && std::equality_comparable<Given>,
                  "azoth: unique() needs keys that can be copied and compared");
    // A function that is copied must not lose what it has seen.
    return [key = std::move(key), seen = std::make_shared<std::unordered_set<Given>>()](
               const ResultData& data, std::size_t row) mutable { return seen->insert(key(View(data, row))).second; };
}

}  // namespace azoth::detail
