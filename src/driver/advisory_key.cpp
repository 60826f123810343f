#include <azoth/driver/advisory_key.hpp>

namespace azoth {

std::int64_t AdvisoryKey::number_of(std::string_view name) noexcept {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : name) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3U;
    }
    return static_cast<std::int64_t>(hash);
}

}  // namespace azoth
