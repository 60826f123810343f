#include <azoth/schema/actions.hpp>

#include <array>
#include <cstddef>

namespace azoth {
namespace {

// The spellings of an enumeration's values, in its order.
template <class Enum, std::size_t N>
std::string_view spelling(Enum value, const std::array<std::string_view, N>& spellings) noexcept {
    const auto index = static_cast<std::size_t>(value);
    return index < N ? spellings[index] : std::string_view();
}

}  // namespace

std::string_view to_string(Action action) noexcept {
    static constexpr std::array<std::string_view, 5> spellings{"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT",
                                                               "NO ACTION"};
    return spelling(action, spellings);
}
std::string_view to_string(Initially when) noexcept {
    static constexpr std::array<std::string_view, 2> spellings{"DEFERRED", "IMMEDIATE"};
    return spelling(when, spellings);
}
std::string_view to_string(Match how) noexcept {
    static constexpr std::array<std::string_view, 3> spellings{"FULL", "SIMPLE", "PARTIAL"};
    return spelling(how, spellings);
}
std::string_view to_string(IndexMethod method) noexcept {
    static constexpr std::array<std::string_view, 6> spellings{"btree", "hash", "gin", "gist", "spgist", "brin"};
    return spelling(method, spellings);
}
std::string_view to_string(ConflictResolution what) noexcept {
    static constexpr std::array<std::string_view, 5> spellings{"ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"};
    return spelling(what, spellings);
}
std::string_view to_string(OnCommit what) noexcept {
    static constexpr std::array<std::string_view, 3> spellings{"PRESERVE ROWS", "DELETE ROWS", "DROP"};
    return spelling(what, spellings);
}

}  // namespace azoth
