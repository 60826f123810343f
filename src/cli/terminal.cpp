#include "cli/terminal.hpp"

#include "types/visible_text.hpp"

#include <unistd.h>

namespace azoth::cli {

std::string shown(std::string_view text) { return detail::visible_text(text); }

std::string shown_sql(std::string_view sql) {
    static const bool terminal = isatty(STDOUT_FILENO) != 0;
    return terminal ? detail::visible_text(sql, detail::LineBreaks::outside) : std::string(sql);
}

}  // namespace azoth::cli
