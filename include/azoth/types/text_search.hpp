#pragma once

#include <azoth/export.hpp>
#include <azoth/types/codec.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// A document as full text search sees it: its lexemes in order, with the places where they stand and their weights.
struct TsVector {
    struct Position {
        std::uint16_t place = 1;  ///< 1 to 16383
        char weight = 'D';        ///< A to D

        friend bool operator==(const Position&, const Position&) noexcept = default;
    };
    struct Lexeme {
        std::string text;
        std::vector<Position> positions;

        friend bool operator==(const Lexeme&, const Lexeme&) noexcept = default;
    };
    std::vector<Lexeme> lexemes;

    TsVector() noexcept = default;
    /// `'cat':3A 'fat':2,4`; throws DataError. The lexemes are taken as they are, nothing is stemmed.
    explicit TsVector(std::string_view text);
    std::string to_string() const;
    friend bool operator==(const TsVector&, const TsVector&) noexcept = default;
};

/// A text search query, in its text form: `'fat' & ( 'rat' | 'cat':AB* ) <-> !'dog'`.
struct TsQuery {
    std::string text;

    TsQuery() noexcept = default;
    explicit TsQuery(std::string_view query) : text(query) {}
    friend bool operator==(const TsQuery&, const TsQuery&) noexcept = default;
};

template <>
struct Codec<TsVector> {
    static SqlType sql_type() { return SqlType(TypeKind::tsvector); }
    static void encode(ByteBuffer& out, const TsVector& value, const SqlType& as);
    static TsVector decode(const Cell& cell);
};

template <>
struct Codec<TsQuery> {
    static SqlType sql_type() { return SqlType(TypeKind::tsquery); }
    static void encode(ByteBuffer& out, const TsQuery& value, const SqlType& as);
    static TsQuery decode(const Cell& cell);
};

}  // namespace azoth

AZOTH_EXPORT_END
