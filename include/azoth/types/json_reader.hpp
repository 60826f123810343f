#pragma once

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>
#include <boost/system/error_code.hpp>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>

// Part of azoth/types/json.hpp, for programs that link Boost.JSON.

namespace azoth::detail {

/// Maximum depth of a document as boost::json::value, read and written. Boost.JSON copies, compares, serializes and
/// destroys values recursively, which must fit into the stack of any thread of the program: documents of 10,000 levels
/// exhaust a stack of 1 MiB. Deeper documents can be read and written as std::string. PostgreSQL's parser allows about
/// 6,000 levels with its default max_stack_depth, SQLite 1,000 or 2,000.
inline constexpr std::size_t json_depth_limit = 1000;

/// Builds a boost::json::value from the events of Boost's parser. Doubles are converted again from their digits: Boost
/// 1.81 computes them with an error of at most one unit in the last place, and DBL_MAX as infinity.
class JsonBuilder {
public:
    static constexpr std::size_t max_object_size = boost::json::object::max_size();
    static constexpr std::size_t max_array_size = boost::json::array::max_size();
    static constexpr std::size_t max_key_size = boost::json::string::max_size();
    static constexpr std::size_t max_string_size = boost::json::string::max_size();

    using Text = boost::json::string_view;
    using ErrorCode = boost::json::error_code;

    bool on_document_begin(ErrorCode&) {
        stack_.reset();
        return true;
    }
    bool on_document_end(ErrorCode&) { return true; }
    bool on_object_begin(ErrorCode&) { return true; }
    bool on_object_end(std::size_t size, ErrorCode&) {
        stack_.push_object(size);
        return true;
    }
    bool on_array_begin(ErrorCode&) { return true; }
    bool on_array_end(std::size_t size, ErrorCode&) {
        stack_.push_array(size);
        return true;
    }
    bool on_key_part(Text text, std::size_t, ErrorCode&) {
        stack_.push_chars(text);
        return true;
    }
    bool on_key(Text text, std::size_t, ErrorCode&) {
        stack_.push_key(text);
        return true;
    }
    bool on_string_part(Text text, std::size_t, ErrorCode&) {
        stack_.push_chars(text);
        return true;
    }
    bool on_string(Text text, std::size_t, ErrorCode&) {
        stack_.push_string(text);
        return true;
    }
    bool on_number_part(Text digits, ErrorCode&) {
        digits_.append(digits.data(), digits.size());
        return true;
    }
    bool on_int64(std::int64_t value, Text, ErrorCode&) {
        digits_.clear();
        stack_.push_int64(value);
        return true;
    }
    bool on_uint64(std::uint64_t value, Text, ErrorCode&) {
        digits_.clear();
        stack_.push_uint64(value);
        return true;
    }
    bool on_double(double rough, Text digits, ErrorCode& error) {
        digits_.append(digits.data(), digits.size());
        double value = rough < 0 ? -0.0 : 0.0;  // what is too small to be represented
        const auto [end, failure] = std::from_chars(digits_.data(), digits_.data() + digits_.size(), value);
        if (failure == std::errc::result_out_of_range && std::abs(rough) > 1) {
            error = boost::json::error_code(static_cast<int>(failure), boost::system::generic_category());
            return false;
        }
        digits_.clear();
        stack_.push_double(value);
        return true;
    }
    bool on_bool(bool value, ErrorCode&) {
        stack_.push_bool(value);
        return true;
    }
    bool on_null(ErrorCode&) {
        stack_.push_null();
        return true;
    }
    bool on_comment_part(Text, ErrorCode&) { return true; }
    bool on_comment(Text, ErrorCode&) { return true; }

    boost::json::value release() { return stack_.release(); }

private:
    boost::json::value_stack stack_;
    std::string digits_;  // of a number that is not complete
};

/// Returns the reason why a document cannot be written and read back unchanged: an infinite number or NaN, which JSON
/// cannot express, or too many levels. Null: there is none.
inline const char* json_obstacle(const boost::json::value& value, std::size_t depth = 0) {
    static constexpr const char* too_deep =
        "it is nested more than 1000 levels deep; use std::string for such a document";
    if (const double* const number = value.if_double()) {
        return std::isfinite(*number) ? nullptr : "JSON has no form for NaN and infinity";
    }
    if (const boost::json::array* const array = value.if_array()) {
        if (depth == json_depth_limit) return too_deep;
        for (const boost::json::value& element : *array) {
            if (const char* const why = json_obstacle(element, depth + 1)) return why;
        }
    } else if (const boost::json::object* const object = value.if_object()) {
        if (depth == json_depth_limit) return too_deep;
        for (const auto& member : *object) {
            if (const char* const why = json_obstacle(member.value(), depth + 1)) return why;
        }
    }
    return nullptr;
}

/// Parses one document. Sets `error` on failure.
inline boost::json::value parse_json(boost::json::string_view text, boost::json::error_code& error) {
    boost::json::parse_options options;
    options.max_depth = json_depth_limit;
    boost::json::basic_parser<JsonBuilder> parser(options);
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (error) return nullptr;
    if (used < text.size()) {
        error = boost::json::error::extra_data;
        return nullptr;
    }
    return parser.handler().release();
}

}  // namespace azoth::detail
