// JSON from a database: documents, which are read or refused and then written as what is read as the same, and arrays
// of databases that have none.

#include "bytes.hpp"
#include "types/json_array.hpp"
#include <azoth/error.hpp>
#include <azoth/json.hpp>
#include <azoth/types/all.hpp>
#include <azoth/types/text_form.hpp>

#include <boost/json/src.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace azoth;
    using namespace azoth::fuzz;
    if (size < 1) return 0;
    const std::string_view text = text_of(data + 1, size - 1);
    const Cell cell{reinterpret_cast<const std::byte*>(text.data()), static_cast<std::int32_t>(text.size()), oid::json};
    try {
        const auto value = Codec<boost::json::value>::decode(cell);
        ByteBuffer wire;
        Codec<boost::json::value>::encode(wire, value, Json());
        const Cell again{wire.data(), static_cast<std::int32_t>(wire.size()), oid::json};
        require(Codec<boost::json::value>::decode(again) == value);
    } catch (const Error&) {
    }
    const SqlType elements[] = {Integer(), Boolean(), Text(), Double(), Jsonb(), Numeric(), LargeBinary(), Uuid()};
    const SqlType type = Array(elements[data[0] % std::size(elements)]);
    try {
        ByteBuffer wire;
        detail::parse_json_array(wire, type, text);
        const Cell array{wire.data(), static_cast<std::int32_t>(wire.size()), wire_oid(type)};
        std::string written;
        detail::append_json_array(written, array);
        ByteBuffer second;
        detail::parse_json_array(second, type, written);
        std::string rewritten;
        detail::append_json_array(rewritten, {second.data(), static_cast<std::int32_t>(second.size()), wire_oid(type)});
        require(written == rewritten);
    } catch (const Error&) {
    }
    return 0;
}
