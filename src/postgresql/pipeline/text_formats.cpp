#include "postgresql/pipeline/text_formats.hpp"

#include "postgresql/type_catalog.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace azoth::postgresql::pipeline {
namespace {

// A statement that failed at its first row is undone, unless it can commit by itself, as a procedure can.
bool is_undone(std::string_view sql) noexcept {
    const std::size_t begin = sql.find_first_not_of(" \t\r\n(");
    if (begin == std::string_view::npos) return false;
    std::string word;
    for (std::size_t i = begin; i < sql.size() && word.size() < 8; ++i) {
        const char c = sql[i];
        const bool upper = c >= 'A' && c <= 'Z';
        if (!upper && (c < 'a' || c > 'z')) break;
        word += upper ? static_cast<char>(c - 'A' + 'a') : c;
    }
    for (const std::string_view known : {"select", "with", "table", "values", "insert", "update", "delete"}) {
        if (word == known) return true;
    }
    return false;
}

}  // namespace

void ask_for_text(Request& request, const TypeTable& types) {
    Attempt& attempt = request.attempt;
    if (!attempt.prepared || !attempt.prepared->description) return;
    PreparedStatement& statement = *attempt.prepared;
    auto description = std::make_shared<RowDescription>(*statement.description);
    std::vector<protocol::Format> formats;
    for (std::size_t i = 0; i < description->columns.size(); ++i) {
        ColumnDescription& column = description->columns[i];
        const DatabaseType* const made = types.find(column.format);
        const bool unknown = made == nullptr
                                 ? !is_plain(column.format)
                                 : made->form == DatabaseType::Form::opaque || made->form == DatabaseType::Form::array;
        formats.push_back(unknown || statement.gives_text(i) ? protocol::Format::text : protocol::Format::binary);
        if (unknown) column.format = oid::text;
    }
    if (std::ranges::find(formats, protocol::Format::text) == formats.end()) return;
    // Another request that was sent with this one may already have changed them.
    if (statement.result_formats != formats) {
        statement.result_formats = formats;
        statement.description = std::move(description);
    }
    if (!request.is_second_attempt && is_undone(statement.sql)) request.text_formats = std::move(formats);
    if (attempt.failure->hint.empty()) {
        attempt.failure->hint =
            "The type has no binary form: cast the value to text. Executed again on this connection, the statement "
            "requests text.";
    }
}

}  // namespace azoth::postgresql::pipeline
