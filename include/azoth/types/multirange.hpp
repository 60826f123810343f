#pragma once

#include <azoth/types/range.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace azoth {

/// A set of ranges with gaps between them, in order. Ranges that overlap or are adjacent are joined, empty ones
/// removed.
template <class T>
class MultiRange {
public:
    using value_type = Range<T>;
    using const_iterator = typename std::vector<Range<T>>::const_iterator;

    MultiRange() = default;
    /// Makes the union of ranges.
    explicit MultiRange(std::vector<Range<T>> ranges) : ranges_(std::move(ranges)) { normalize(); }
    /// Makes a set of one range.
    MultiRange(const Range<T>& range) {
        if (!range.empty()) ranges_.push_back(range);
    }

    /// The ranges, in order.
    const std::vector<Range<T>>& ranges() const noexcept { return ranges_; }
    const_iterator begin() const noexcept { return ranges_.begin(); }
    const_iterator end() const noexcept { return ranges_.end(); }
    /// Number of ranges.
    std::size_t size() const noexcept { return ranges_.size(); }
    /// Whether there are no ranges.
    bool empty() const noexcept { return ranges_.empty(); }

    /// Whether a value is in one of the ranges.
    bool contains(const T& value) const {
        return std::any_of(begin(), end(), [&](const Range<T>& range) { return range.contains(value); });
    }
    /// Whether all values of another set are in this one.
    bool contains(const MultiRange& other) const {
        return std::all_of(other.begin(), other.end(), [&](const Range<T>& wanted) {
            return std::any_of(begin(), end(), [&](const Range<T>& range) { return range.contains(wanted); });
        });
    }
    /// Whether the sets have a common value.
    bool overlaps(const MultiRange& other) const { return !intersection(other).empty(); }
    /// Returns the smallest range that contains all ranges.
    Range<T> span() const { return empty() ? Range<T>::make_empty() : ranges_.front().span(ranges_.back()); }

    /// Returns the values that are in one of the sets.
    MultiRange union_with(const MultiRange& other) const {
        std::vector<Range<T>> all = ranges_;
        all.insert(all.end(), other.begin(), other.end());
        return MultiRange(std::move(all));
    }
    /// Returns the values that are in both sets.
    MultiRange intersection(const MultiRange& other) const {
        MultiRange result;
        auto mine = begin();
        auto theirs = other.begin();
        while (mine != end() && theirs != other.end()) {
            if (Range<T> common = mine->intersection(*theirs); !common.empty()) {
                result.ranges_.push_back(std::move(common));
            }
            // The one that ends first has no further overlap.
            if (mine->not_extend_right_of(*theirs)) {
                ++mine;
            } else {
                ++theirs;
            }
        }
        return result;
    }
    /// Returns the values that are not in the other set.
    MultiRange difference(const MultiRange& other) const {
        std::vector<Range<T>> left;
        for (Range<T> range : ranges_) {
            for (const Range<T>& taken : other.ranges_) {
                auto [before, behind] = range.pieces_without(taken);
                if (!range.overlaps(taken)) continue;
                if (!before.empty()) left.push_back(std::move(before));
                range = std::move(behind);
            }
            if (!range.empty()) left.push_back(std::move(range));
        }
        return MultiRange(std::move(left));
    }

    /// Union.
    friend MultiRange operator+(const MultiRange& a, const MultiRange& b) { return a.union_with(b); }
    /// Intersection.
    friend MultiRange operator*(const MultiRange& a, const MultiRange& b) { return a.intersection(b); }
    /// Difference.
    friend MultiRange operator-(const MultiRange& a, const MultiRange& b) { return a.difference(b); }
    friend bool operator==(const MultiRange&, const MultiRange&) = default;

private:
    void normalize() {
        std::erase_if(ranges_, [](const Range<T>& range) { return range.empty(); });
        std::sort(ranges_.begin(), ranges_.end(), [](const auto& a, const auto& b) { return (a <=> b) < 0; });
        std::vector<Range<T>> joined;
        for (Range<T>& range : ranges_) {
            if (!joined.empty() && (joined.back().overlaps(range) || joined.back().adjacent_to(range))) {
                joined.back() = joined.back().span(range);
            } else {
                joined.push_back(std::move(range));
            }
        }
        ranges_ = std::move(joined);
    }

    std::vector<Range<T>> ranges_;
};

}  // namespace azoth
