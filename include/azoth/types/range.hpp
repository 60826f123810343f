#pragma once

#include <azoth/error.hpp>
#include <azoth/types/chrono_codecs.hpp>

#include <chrono>
#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace azoth {

/// Which bounds belong to a range.
enum class Bounds : std::uint8_t {
    closed_open,  ///< [a, b)
    open_closed,  ///< (a, b]
    closed,       ///< [a, b]
    open          ///< (a, b)
};

namespace detail {

/// Types whose values can be enumerated: [1, 5] and [1, 6) are the same range of integers. next() returns nothing after
/// the last value, and for an infinity.
template <class T>
struct Discrete {
    static constexpr bool value = false;
};
template <std::integral T>
struct Discrete<T> {
    static constexpr bool value = true;
    static std::optional<T> next(T v) {
        if (v == std::numeric_limits<T>::max()) return std::nullopt;
        return static_cast<T>(v + 1);
    }
    static bool is_infinite(T) { return false; }
};
template <class Clock>
struct Discrete<std::chrono::time_point<Clock, std::chrono::days>> {
    using Day = std::chrono::time_point<Clock, std::chrono::days>;
    static constexpr bool value = true;
    static std::optional<Day> next(Day day) { return day + std::chrono::days(1); }
    static bool is_infinite(Day day) { return day == Day::max() || day == Day::min(); }
};
template <>
struct Discrete<std::chrono::year_month_day> {
    using Day = std::chrono::year_month_day;
    static constexpr bool value = true;
    static std::optional<Day> next(Day day) { return Day(std::chrono::sys_days(day) + std::chrono::days(1)); }
    static bool is_infinite(Day day) {
        using namespace std::chrono;
        return day == year::max() / 12 / 31 || day == year::min() / 1 / 1;
    }
};

[[noreturn]] void throw_range_error(const char* why);

}  // namespace detail

/// The values between two bounds, each of which is inclusive, exclusive or missing: then the range is unbounded on that
/// side. A range can also be empty. As in PostgreSQL, ranges of integers and dates are kept in the form [a, b), so that
/// equal ranges compare equal; an infinite date is a value, not a missing bound.
template <class T>
class Range {
public:
    using value_type = T;

    /// Makes the unbounded range, with all values.
    Range() = default;
    /// Makes a range. Throws ArgumentError if the lower bound is greater than the upper.
    Range(std::optional<T> lower, std::optional<T> upper, Bounds bounds = Bounds::closed_open)
        : Range(std::move(lower), std::move(upper), bounds == Bounds::closed_open || bounds == Bounds::closed,
                bounds == Bounds::open_closed || bounds == Bounds::closed) {}
    /// Makes the empty range.
    static Range make_empty() {
        Range range;
        range.empty_ = true;
        return range;
    }

    /// The lower bound; empty: none.
    const std::optional<T>& lower() const noexcept { return lower_; }
    /// The upper bound; empty: none.
    const std::optional<T>& upper() const noexcept { return upper_; }
    /// Whether the lower bound belongs to the range.
    bool lower_inclusive() const noexcept { return lower_inclusive_; }
    /// Whether the upper bound belongs to the range.
    bool upper_inclusive() const noexcept { return upper_inclusive_; }
    /// Whether the range has no values.
    bool empty() const noexcept { return empty_; }
    /// Whether there is no lower bound.
    bool lower_infinite() const noexcept { return !empty_ && !lower_; }
    /// Whether there is no upper bound.
    bool upper_infinite() const noexcept { return !empty_ && !upper_; }

    /// Whether a value is in the range.
    bool contains(const T& value) const {
        if (empty_) return false;
        if (lower_ && (lower_inclusive_ ? value < *lower_ : !(*lower_ < value))) return false;
        return !upper_ || (upper_inclusive_ ? !(*upper_ < value) : value < *upper_);
    }
    /// Whether all values of another range are in this one.
    bool contains(const Range& other) const {
        if (other.empty_) return true;
        if (empty_) return false;
        return compare(lower_end(), other.lower_end()) <= 0 && compare(upper_end(), other.upper_end()) >= 0;
    }
    /// Whether all values are in another range.
    bool contained_by(const Range& other) const { return other.contains(*this); }
    /// Whether the ranges have a common value.
    bool overlaps(const Range& other) const {
        if (empty_ || other.empty_) return false;
        return compare(lower_end(), other.upper_end()) <= 0 && compare(other.lower_end(), upper_end()) <= 0;
    }
    /// Whether all values are less than those of the other range; false for empty ranges.
    bool strictly_left_of(const Range& other) const {
        return !empty_ && !other.empty_ && compare(upper_end(), other.lower_end()) < 0;
    }
    /// Whether all values are greater than those of the other range; false for empty ranges.
    bool strictly_right_of(const Range& other) const { return other.strictly_left_of(*this); }
    /// Whether no value is greater than all values of the other range.
    bool not_extend_right_of(const Range& other) const {
        return !empty_ && !other.empty_ && compare(upper_end(), other.upper_end()) <= 0;
    }
    /// Whether no value is less than all values of the other range.
    bool not_extend_left_of(const Range& other) const {
        return !empty_ && !other.empty_ && compare(lower_end(), other.lower_end()) >= 0;
    }
    /// Whether the ranges have no common value and no value between them.
    bool adjacent_to(const Range& other) const {
        if (empty_ || other.empty_) return false;
        return meets(*this, other) || meets(other, *this);
    }

    /// Returns the values in either range. Throws ArgumentError if there is a gap between them.
    Range union_with(const Range& other) const {
        if (empty_) return other;
        if (other.empty_) return *this;
        if (!overlaps(other) && !adjacent_to(other)) detail::throw_range_error("the union of two ranges has a gap");
        return span(other);
    }
    /// Returns the smallest range that contains both.
    Range span(const Range& other) const {
        if (empty_) return other;
        if (other.empty_) return *this;
        return between(compare(lower_end(), other.lower_end()) <= 0 ? *this : other,
                       compare(upper_end(), other.upper_end()) >= 0 ? *this : other);
    }
    /// Returns the values that are in both ranges.
    Range intersection(const Range& other) const {
        if (!overlaps(other)) return make_empty();
        return between(compare(lower_end(), other.lower_end()) >= 0 ? *this : other,
                       compare(upper_end(), other.upper_end()) <= 0 ? *this : other);
    }
    /// Returns the values that are not in the other range. Throws ArgumentError if they are two ranges.
    Range difference(const Range& other) const {
        auto [left, right] = pieces_without(other);
        if (!left.empty_ && !right.empty_) detail::throw_range_error("the difference of two ranges has two pieces");
        return left.empty_ ? right : left;
    }
    /// Returns the values before and those after the other range.
    std::pair<Range, Range> pieces_without(const Range& other) const {
        if (!overlaps(other)) return {*this, make_empty()};
        Range left = make_empty();
        Range right = make_empty();
        if (compare(lower_end(), other.lower_end()) < 0) {
            left = Range(lower_, other.lower_, lower_inclusive_, !other.lower_inclusive_);
        }
        if (compare(upper_end(), other.upper_end()) > 0) {
            right = Range(other.upper_, upper_, !other.upper_inclusive_, upper_inclusive_);
        }
        return {left, right};
    }

    /// Union.
    friend Range operator+(const Range& a, const Range& b) { return a.union_with(b); }
    /// Intersection.
    friend Range operator*(const Range& a, const Range& b) { return a.intersection(b); }
    /// Difference.
    friend Range operator-(const Range& a, const Range& b) { return a.difference(b); }

    /// Compares bounds; empty ranges are equal.
    friend bool operator==(const Range& a, const Range& b) { return (a <=> b) == 0; }
    /// Orders by the lower bound, then by the upper; the empty range comes first.
    friend std::weak_ordering operator<=>(const Range& a, const Range& b) {
        if (a.empty_ || b.empty_) return b.empty_ <=> a.empty_;
        const int lower = compare(a.lower_end(), b.lower_end());
        return (lower != 0 ? lower : compare(a.upper_end(), b.upper_end())) <=> 0;
    }

private:
    Range(std::optional<T> lower, std::optional<T> upper, bool lower_inclusive, bool upper_inclusive)
        : lower_(std::move(lower)),
          upper_(std::move(upper)),
          lower_inclusive_(lower_inclusive && lower_.has_value()),
          upper_inclusive_(upper_inclusive && upper_.has_value()) {
        if (lower_ && upper_ && *upper_ < *lower_) {
            detail::throw_range_error("the lower bound of a range is greater than the upper one");
        }
        canonicalize();
        if (lower_ && upper_ && !(*lower_ < *upper_) && !(lower_inclusive_ && upper_inclusive_)) *this = make_empty();
    }

    void canonicalize() {
        if constexpr (detail::Discrete<T>::value) {
            using Steps = detail::Discrete<T>;
            // Checked first: after a is incremented, (a, a + 1) starts after its end.
            if (lower_ && upper_ && !(*lower_ < *upper_) && !(lower_inclusive_ && upper_inclusive_)) return;
            if (lower_ && !lower_inclusive_ && !Steps::is_infinite(*lower_)) {
                lower_ = step(*lower_);
                lower_inclusive_ = true;
            }
            if (upper_ && upper_inclusive_ && !Steps::is_infinite(*upper_)) {
                upper_ = step(*upper_);
                upper_inclusive_ = false;
            }
        }
    }
    static T step(const T& value) {
        std::optional<T> next = detail::Discrete<T>::next(value);
        if (!next) detail::throw_range_error("a bound of a range is out of range");
        return *next;
    }

    struct End {
        const std::optional<T>* value;
        bool inclusive;
        bool lower;
    };
    End lower_end() const noexcept { return {&lower_, lower_inclusive_, true}; }
    End upper_end() const noexcept { return {&upper_, upper_inclusive_, false}; }

    // Positions of bounds: an open lower bound is just after its value, an open upper bound just before it.
    static int compare(const End& a, const End& b) {
        if (!*a.value || !*b.value) {
            const auto side = [](const End& end) { return *end.value ? 0 : end.lower ? -1 : 1; };
            return side(a) - side(b);
        }
        if (**a.value < **b.value) return -1;
        if (**b.value < **a.value) return 1;
        const auto trace = [](const End& end) { return end.inclusive ? 0 : end.lower ? 1 : -1; };
        return trace(a) - trace(b);
    }
    static bool meets(const Range& left, const Range& right) {
        if (!left.upper_ || !right.lower_ || *left.upper_ < *right.lower_ || *right.lower_ < *left.upper_) return false;
        return left.upper_inclusive_ != right.lower_inclusive_;
    }
    static Range between(const Range& left, const Range& right) {
        return Range(left.lower_, right.upper_, left.lower_inclusive_, right.upper_inclusive_);
    }

    std::optional<T> lower_;
    std::optional<T> upper_;
    bool lower_inclusive_ = false;
    bool upper_inclusive_ = false;
    bool empty_ = false;
};

}  // namespace azoth
