#include "types/ascii.hpp"
#include "types/text_cursor.hpp"
#include "types/text_families.hpp"
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/text_search.hpp>
#include <azoth/types/wire_reader.hpp>

#include <algorithm>
#include <utility>

namespace azoth {
namespace {

constexpr int largest_place = 16383;
constexpr std::size_t most_positions = 255;

class TsVectorText final : public detail::TextCursor {
public:
    explicit TsVectorText(std::string_view text) noexcept : detail::TextCursor(text, "tsvector") {}

    std::vector<TsVector::Lexeme> parse() {
        std::vector<TsVector::Lexeme> lexemes;
        for (skip_space(); at_ < text_.size(); skip_space()) {
            TsVector::Lexeme lexeme;
            lexeme.text = word();
            if (accept(':')) {
                do {
                    lexeme.positions.push_back(position());
                } while (accept(','));
            }
            lexemes.push_back(std::move(lexeme));
        }
        return lexemes;
    }

private:
    std::string word() {
        std::string value;
        const bool quoted = accept('\'');
        while (at_ < text_.size()) {
            if (quoted && text_[at_] == '\'') {
                ++at_;
                if (!accept('\'')) return value.empty() ? (fail(), value) : value;
                value += '\'';
                continue;
            }
            if (!quoted && (ascii::is_space(text_[at_]) || text_[at_] == ':')) break;
            if (accept('\\') && at_ == text_.size()) fail();
            value += text_[at_++];
        }
        if (quoted || value.empty()) fail();
        return value;
    }
    TsVector::Position position() {
        int place = 0;
        const std::size_t begin = at_;
        for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
            place = std::min(place * 10 + (text_[at_] - '0'), largest_place);
        }
        if (at_ == begin || place == 0) fail();
        TsVector::Position position{static_cast<std::uint16_t>(place), 'D'};
        if (at_ < text_.size()) {
            const char weight = static_cast<char>(text_[at_] & ~32);
            if (weight >= 'A' && weight <= 'D') {
                position.weight = weight;
                ++at_;
            }
        }
        return position;
    }
};

// As PostgreSQL stores it: lexemes in byte order, each once, its positions in order, each once with its greatest
// weight.
void put_in_order(std::vector<TsVector::Lexeme>& lexemes) {
    std::ranges::stable_sort(lexemes, {}, &TsVector::Lexeme::text);
    std::vector<TsVector::Lexeme> merged;
    for (TsVector::Lexeme& lexeme : lexemes) {
        if (!merged.empty() && merged.back().text == lexeme.text) {
            auto& positions = merged.back().positions;
            positions.insert(positions.end(), lexeme.positions.begin(), lexeme.positions.end());
        } else {
            merged.push_back(std::move(lexeme));
        }
    }
    for (TsVector::Lexeme& lexeme : merged) {
        auto& positions = lexeme.positions;
        std::ranges::sort(positions, [](const auto& a, const auto& b) {
            return a.place != b.place ? a.place < b.place : a.weight < b.weight;
        });
        const auto same = std::ranges::unique(positions, {}, &TsVector::Position::place);
        positions.erase(same.begin(), same.end());
        if (positions.size() > most_positions) positions.resize(most_positions);
    }
    lexemes = std::move(merged);
}

}  // namespace

TsVector::TsVector(std::string_view text) : lexemes(TsVectorText(text).parse()) { put_in_order(lexemes); }

std::string TsVector::to_string() const {
    std::string text;
    for (const Lexeme& lexeme : lexemes) {
        if (!text.empty()) text += ' ';
        text += '\'';
        for (const char c : lexeme.text) {
            if (c == '\'' || c == '\\') text += c;
            text += c;
        }
        text += '\'';
        char separator = ':';
        for (const Position& position : lexeme.positions) {
            text += std::exchange(separator, ',');
            text += std::to_string(position.place);
            if (position.weight != 'D') text += position.weight;
        }
    }
    return text;
}

void Codec<TsVector>::encode(ByteBuffer& out, const TsVector& value, const SqlType& as) {
    if (base_type(as).kind() != TypeKind::tsvector) throw_encode_error("TsVector", as, {});
    out.put(static_cast<std::int32_t>(value.lexemes.size()));
    for (const TsVector::Lexeme& lexeme : value.lexemes) {
        if (lexeme.text.empty() || !detail::is_storable_text(lexeme.text)) {
            throw_encode_error("TsVector", as, "a lexeme is empty, not UTF-8, or holds a NUL");
        }
        if (lexeme.positions.size() > most_positions) throw_encode_error("TsVector", as, "too many positions");
        out.append(lexeme.text);
        out.put(std::uint8_t{0});
        out.put(static_cast<std::uint16_t>(lexeme.positions.size()));
        for (const auto& [place, weight] : lexeme.positions) {
            if (place < 1 || place > largest_place || weight < 'A' || weight > 'D') {
                throw_encode_error("TsVector", as, "a position is out of range");
            }
            out.put(static_cast<std::uint16_t>(place | (('D' - weight) << 14)));
        }
    }
}

TsVector Codec<TsVector>::decode(const Cell& cell) {
    if (cell.type != oid::tsvector) throw_decode_error("TsVector", cell);
    WireReader reader(cell, "TsVector");
    TsVector value;
    const std::size_t count = reader.count(3);
    value.lexemes.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        TsVector::Lexeme& lexeme = value.lexemes.emplace_back();
        lexeme.text = reader.terminated_text();
        if (lexeme.text.empty()) reader.fail("an empty lexeme");
        const std::size_t positions = reader.get<std::uint16_t>();
        if (positions > most_positions || positions > reader.remaining() / 2) reader.fail("malformed count");
        for (std::size_t k = 0; k < positions; ++k) {
            const unsigned position = reader.get<std::uint16_t>();
            const auto place = static_cast<std::uint16_t>(position & 0x3FFFU);
            if (place == 0) reader.fail("malformed position");
            lexeme.positions.push_back({place, static_cast<char>('D' - static_cast<int>(position >> 14U))});
        }
    }
    reader.expect_end();
    put_in_order(value.lexemes);
    return value;
}

void Codec<TsQuery>::encode(ByteBuffer& out, const TsQuery& value, const SqlType& as) {
    if (base_type(as).kind() != TypeKind::tsquery) throw_encode_error("TsQuery", as, {});
    if (value.text.find_first_not_of(" \t\n\r\v\f") == std::string::npos) {
        throw_encode_error("TsQuery", as, "PostgreSQL can't receive an empty query in binary form");
    }
    detail::parse_tsquery(out, as, value.text);
}

TsQuery Codec<TsQuery>::decode(const Cell& cell) {
    TsQuery query;
    detail::append_tsquery(query.text, cell);
    return query;
}

}  // namespace azoth
