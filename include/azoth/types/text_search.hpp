#pragma once

#include <azoth/types/codec.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace azoth {

/// A document for full text search: its lexemes in order, with their positions and weights.
struct TsVector {
    /// A position of a lexeme.
    struct Position {
        std::uint16_t place = 1;  ///< 1 to 16383
        char weight = 'D';        ///< A to D

        friend bool operator==(const Position&, const Position&) noexcept = default;
    };
    /// A lexeme with its positions.
    struct Lexeme {
        /// The lexeme.
        std::string text;
        /// Its positions, in order.
        std::vector<Position> positions;

        friend bool operator==(const Lexeme&, const Lexeme&) noexcept = default;
    };
    /// The lexemes, in order.
    std::vector<Lexeme> lexemes;

    TsVector() noexcept = default;
    /// Parses `'cat':3A 'fat':2,4`. The lexemes are not stemmed. Throws DataError.
    explicit TsVector(std::string_view text);
    /// Returns the text form.
    std::string to_string() const;
    friend bool operator==(const TsVector&, const TsVector&) noexcept = default;
};

/// A text search query in its text form: `'fat' & ( 'rat' | 'cat':AB* ) <-> !'dog'`.
struct TsQuery {
    /// The text form.
    std::string text;

    TsQuery() noexcept = default;
    /// Sets the text form.
    explicit TsQuery(std::string_view query) : text(query) {}
    friend bool operator==(const TsQuery&, const TsQuery&) noexcept = default;
};

/// Stored as TSVECTOR.
template <>
struct Codec<TsVector> {
    static SqlType sql_type() { return SqlType(TypeKind::tsvector); }
    static void encode(ByteBuffer& out, const TsVector& value, const SqlType& as);
    static TsVector decode(const Cell& cell);
};

/// Stored as TSQUERY.
template <>
struct Codec<TsQuery> {
    static SqlType sql_type() { return SqlType(TypeKind::tsquery); }
    static void encode(ByteBuffer& out, const TsQuery& value, const SqlType& as);
    static TsQuery decode(const Cell& cell);
};

}  // namespace azoth
