#include "types/text_families.hpp"
#include <azoth/types/range_codec.hpp>

#include <string>

namespace azoth::detail {

void range_to_text(ByteBuffer& out, std::size_t begin, Oid subtype, bool multirange) {
    const Cell cell{out.data() + begin, static_cast<std::int32_t>(out.size() - begin), oid::first_user_defined};
    std::string text;
    if (multirange) {
        WireReader reader(cell, "MultiRange");
        text += '{';
        for (std::size_t left = reader.count(1); left > 0; --left) {
            append_range(text, reader.cell(oid::first_user_defined), subtype, append_part);
            if (left > 1) text += ',';
        }
        text += '}';
    } else {
        append_range(text, cell, subtype, append_part);
    }
    out.truncate(begin);
    out.append(std::string_view(text));
}

}  // namespace azoth::detail
