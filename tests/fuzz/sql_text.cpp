// Texts of SQL: what is cut at its parameters is still there, quoted parts end within the text, and what is only
// looked at is looked at.

#include "bytes.hpp"
#include "engine/session_change.hpp"
#include "sql/pretty.hpp"
#include "sql/text_lexer.hpp"
#include "types/visible_text.hpp"
#include <azoth/error.hpp>

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace azoth;
    using namespace azoth::fuzz;
    const std::string_view sql = text_of(data, size);
    for (const Quoting quoting : {Quoting::postgresql, Quoting::sqlite}) {
        const CutText cut = cut_text(sql, quoting);
        require(cut.pieces.size() == cut.names.size() + 1);
        std::size_t length = 0;
        for (const std::string& piece : cut.pieces) length += piece.size();
        for (const std::string& name : cut.names) length += name.size() + 1;
        require(length <= sql.size());
        for (std::size_t at = 0; at < sql.size();) {
            const std::size_t end = skip_quoted(sql, at, quoting);
            require(end >= at && end <= sql.size());
            at = std::max(end, at + 1);
        }
    }
    (void)is_parenthesised(sql);
    (void)first_word(sql);
    (void)has_word(sql, "INTO");
    (void)pretty_sql(sql);
    for (const Quoting quoting : {Quoting::postgresql, Quoting::sqlite}) {
        try {
            StatementText text;
            text.sql = sql;
            detail::check_no_session_change(text, quoting);
        } catch (const Error&) {
        }
    }
    for (const detail::LineBreaks breaks : {detail::LineBreaks::escaped, detail::LineBreaks::outside}) {
        const std::string shown = detail::visible_text(sql, breaks);
        require(std::ranges::none_of(shown, [breaks](char c) {
            const bool layout = breaks == detail::LineBreaks::outside && (c == '\n' || c == '\t');
            return !layout && ((c >= 0 && c < ' ') || c == 0x7f);
        }));
        require(detail::visible_text(shown, breaks) == shown);
    }
    return 0;
}
