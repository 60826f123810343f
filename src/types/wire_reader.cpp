#include <azoth/types/wire_reader.hpp>

#include <algorithm>

namespace azoth {

std::string_view WireReader::terminated_text() {
    const std::byte* const nul = std::find(at_, end_, std::byte{0});
    if (nul == end_) fail("too short");
    const std::string_view text(reinterpret_cast<const char*>(at_), static_cast<std::size_t>(nul - at_));
    at_ = nul + 1;
    return text;
}

}  // namespace azoth
