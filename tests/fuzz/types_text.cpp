// Text forms: any text as any type. What is read of it prints as a text that is read as the same bytes.

#include "types.hpp"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace azoth;
    using namespace azoth::fuzz;
    if (size < 2) return 0;
    constexpr std::size_t kinds = static_cast<std::size_t>(TypeKind::user_defined) + 1;
    SqlType type(static_cast<TypeKind>(data[0] % kinds), -1, -1, (data[1] & 1U) != 0);
    if ((data[1] & 2U) != 0) type = Array(type);
    const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
    ByteBuffer wire;
    try {
        parse_text(wire, type, text);
    } catch (const Error&) {
        return 0;
    }
    const Oid format = wire_oid(type);
    if (format == oid::unspecified) return 0;
    const Cell cell{wire.data(), static_cast<std::int32_t>(wire.size()), format};
    std::string printed;
    append_text(printed, cell);
    ByteBuffer again;
    parse_text(again, type, printed);
    std::string printed_again;
    append_text(printed_again, Cell{again.data(), static_cast<std::int32_t>(again.size()), format});
    require(printed == printed_again);
    return 0;
}
