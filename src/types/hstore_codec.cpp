#include "types/text_cursor.hpp"
#include "types/text_wire.hpp"
#include <azoth/types/hstore_codec.hpp>
#include <azoth/types/type_table.hpp>
#include <azoth/types/wire_reader.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace azoth {
namespace {

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

class HStoreText final : public detail::TextCursor {
public:
    explicit HStoreText(std::string_view text) noexcept : detail::TextCursor(text, "hstore") {}

    HStoreMap parse() {
        HStoreMap map;
        skip_space();
        while (at_ < text_.size()) {
            auto [key, quoted] = item();
            skip_space();
            if (text_.substr(at_, 2) != "=>") fail();
            at_ += 2;
            skip_space();
            auto [value, value_quoted] = item();
            const bool null = !value_quoted && value.size() == 4 && (value[0] | 32) == 'n' && (value[1] | 32) == 'u' &&
                              (value[2] | 32) == 'l' && (value[3] | 32) == 'l';
            map.emplace(std::move(key), null ? std::nullopt : std::optional(std::move(value)));
            skip_space();
            if (at_ == text_.size()) break;
            if (text_[at_++] != ',') fail();
            skip_space();
        }
        return map;
    }

private:
    std::pair<std::string, bool> item() {
        std::string value;
        if (at_ < text_.size() && text_[at_] == '"') {
            for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
                if (text_[at_] == '\\' && ++at_ == text_.size()) break;
                value += text_[at_];
            }
            if (at_++ >= text_.size()) fail();
            return {std::move(value), true};
        }
        while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '=' && text_[at_] != ' ' && text_[at_] != '"') {
            value += text_[at_++];
        }
        if (value.empty()) fail();
        return {std::move(value), false};
    }
};

std::string_view take_text(WireReader& reader, const Cell& cell) {
    if (cell.is_null()) reader.fail("a key is NULL");
    return cell.text();
}

}  // namespace

namespace detail {

void append_hstore(std::string& text, const HStoreMap& value) {
    // In PostgreSQL's own order, so that equal values have equal texts.
    std::vector<const HStoreMap::value_type*> pairs;
    for (const HStoreMap::value_type& pair : value) pairs.push_back(&pair);
    std::ranges::stable_sort(pairs, {}, [](const HStoreMap::value_type* pair) { return pair->first.size(); });
    for (const HStoreMap::value_type* const pair : pairs) {
        const auto& [key, item] = *pair;
        if (pair != pairs.front()) text += ", ";
        append_quoted(text, key);
        text += "=>";
        if (item) {
            append_quoted(text, *item);
        } else {
            text += "NULL";
        }
    }
}

}  // namespace detail

// A parameter whose type has a different OID in each database is sent as text.
void Codec<HStoreMap>::encode(ByteBuffer& out, const HStoreMap& value, const SqlType& given) {
    const SqlType& as = base_type(given);
    if (as.kind() != TypeKind::hstore && as.kind() != TypeKind::user_defined) {
        throw_encode_error("std::map", as, {});
    }
    std::string text;
    detail::append_hstore(text, value);
    detail::put_text(out, text, as);
}

HStoreMap Codec<HStoreMap>::decode(const Cell& cell) {
    if (cell.type == oid::text || cell.type == oid::varchar || cell.type == oid::unknown) {
        return HStoreText(cell.text()).parse();
    }
    if (cell.type < oid::first_assigned || detail::is_known_otherwise(cell, DatabaseType::Form::hstore)) {
        throw_decode_error("std::map", cell);
    }
    WireReader reader(cell, "std::map");
    HStoreMap map;
    for (std::size_t left = reader.count(2 * sizeof(std::int32_t)); left > 0; --left) {
        const std::string_view key = take_text(reader, reader.cell(oid::text));
        const Cell value = reader.cell(oid::text);
        map.emplace(key, value.is_null() ? std::nullopt : std::optional<std::string>(value.text()));
    }
    reader.expect_end();
    return map;
}

}  // namespace azoth
