#include "types/text_error.hpp"

#include <azoth/error.hpp>

#include <cstddef>
#include <utility>

namespace azoth::detail {

void throw_text_error(std::string_view text, std::string_view what) {
    constexpr std::size_t shown = 60;
    Diagnostics diagnostics;
    diagnostics.message.append("the text is not a valid ").append(what);
    diagnostics.detail.append("The text is '").append(text.substr(0, shown));
    diagnostics.detail += text.size() > shown ? "...'." : "'.";
    diagnostics.outcome = Outcome::not_sent;
    throw DataError(std::move(diagnostics));
}

}  // namespace azoth::detail
