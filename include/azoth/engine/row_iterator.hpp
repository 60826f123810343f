#pragma once

#include <azoth/engine/result_data.hpp>
#include <azoth/export.hpp>

#include <compare>
#include <cstddef>
#include <iterator>

AZOTH_EXPORT_BEGIN

namespace azoth::detail {

/// Walks over the rows of a result; Access::see(data, row) makes what it points to.
template <class Access>
class RowIterator {
public:
    using iterator_concept = std::random_access_iterator_tag;
    using iterator_category = std::input_iterator_tag;  // what it points to is made when it is asked for
    using value_type = typename Access::view;
    using difference_type = std::ptrdiff_t;
    using reference = value_type;
    using pointer = void;

    RowIterator() = default;
    RowIterator(const ResultData& data, std::size_t row) noexcept
        : data_(&data), row_(static_cast<difference_type>(row)) {}

    reference operator*() const { return Access::see(*data_, static_cast<std::size_t>(row_)); }
    reference operator[](difference_type n) const { return *(*this + n); }
    RowIterator& operator++() noexcept {
        ++row_;
        return *this;
    }
    RowIterator operator++(int) noexcept {
        RowIterator old = *this;
        ++row_;
        return old;
    }
    RowIterator& operator--() noexcept {
        --row_;
        return *this;
    }
    RowIterator operator--(int) noexcept {
        RowIterator old = *this;
        --row_;
        return old;
    }
    RowIterator& operator+=(difference_type n) noexcept {
        row_ += n;
        return *this;
    }
    RowIterator& operator-=(difference_type n) noexcept { return *this += -n; }
    friend RowIterator operator+(RowIterator i, difference_type n) noexcept { return i += n; }
    friend RowIterator operator+(difference_type n, RowIterator i) noexcept { return i += n; }
    friend RowIterator operator-(RowIterator i, difference_type n) noexcept { return i -= n; }
    friend difference_type operator-(const RowIterator& a, const RowIterator& b) noexcept { return a.row_ - b.row_; }
    friend bool operator==(const RowIterator& a, const RowIterator& b) noexcept { return a.row_ == b.row_; }
    friend auto operator<=>(const RowIterator& a, const RowIterator& b) noexcept { return a.row_ <=> b.row_; }

private:
    const ResultData* data_ = nullptr;
    difference_type row_ = 0;
};

}  // namespace azoth::detail

AZOTH_EXPORT_END
