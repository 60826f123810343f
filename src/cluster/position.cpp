#include <azoth/cluster/position.hpp>
#include <azoth/error.hpp>

#include <charconv>
#include <ostream>

namespace azoth {
namespace {

template <class Number>
Number read_number(std::string_view whole, std::string_view& rest, int base, bool last) {
    const std::size_t end = last ? rest.size() : rest.find('.');
    Number number{};
    if (end != std::string_view::npos) {
        const auto [stop, error] = std::from_chars(rest.data(), rest.data() + end, number, base);
        if (error == std::errc() && stop == rest.data() + end) {
            rest.remove_prefix(last ? end : end + 1);
            return number;
        }
    }
    throw ArgumentError("\"" + std::string(whole.substr(0, 64)) +
                        "\" is not a position: it is written as system.timeline.lsn");
}

}  // namespace

Position Position::parse(std::string_view text) {
    std::string_view rest = text;
    const auto system = read_number<std::uint64_t>(text, rest, 10, false);
    const auto timeline = read_number<std::uint32_t>(text, rest, 10, false);
    const auto lsn = read_number<std::uint64_t>(text, rest, 16, true);
    return Position(system, timeline, lsn);
}

bool Position::includes(const Position& seen) const noexcept {
    return system_ == seen.system_ && timeline_ >= seen.timeline_ && lsn_ >= seen.lsn_;
}

std::string Position::to_string() const {
    char hexadecimal[16];
    const auto end = std::to_chars(hexadecimal, hexadecimal + sizeof hexadecimal, lsn_, 16).ptr;
    return std::to_string(system_) + '.' + std::to_string(timeline_) + '.' + std::string(hexadecimal, end);
}

std::ostream& operator<<(std::ostream& out, const Position& position) { return out << position.to_string(); }

}  // namespace azoth
