#include "encoder.hpp"

#include "big_endian.hpp"
#include "protocol_error.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

namespace azoth::postgresql::protocol {
namespace {

// Counts the bytes of a message before the first is written. Every part is compared with the rest of the limit instead
// of being added first, so that no sum can overflow; otherwise a 4 GiB value could become a short message followed by
// bytes of the caller's choice.
class Length {
public:
    Length& fixed(std::size_t size) {
        if (size > max_frontend_length - total_) {
            throw EncodeError("the message would be longer than the 1 GiB a PostgreSQL server accepts");
        }
        total_ += size;
        return *this;
    }

    Length& string(std::string_view text, const char* what) {
        fixed(text.size()).fixed(1);
        if (text.find('\0') != std::string_view::npos) {
            throw EncodeError(std::string(what) + " contains a NUL character");
        }
        return *this;
    }

    [[nodiscard]] std::int32_t value() const noexcept { return static_cast<std::int32_t>(total_); }
    [[nodiscard]] std::size_t frame() const noexcept { return total_ + 1; }

private:
    static_assert(max_frontend_length < std::numeric_limits<std::int32_t>::max());
    std::size_t total_ = sizeof(std::int32_t);
};

// Writes the bytes that Length counted.
class Writer {
public:
    Writer(WriteBuffer& out, char type, const Length& length) : at_(out.extend(length.frame())) {
        character(type).integer(length.value());
    }

    Writer& character(char value) noexcept {
        *at_++ = static_cast<std::byte>(value);
        return *this;
    }

    template <std::integral Integer>
    Writer& integer(Integer value) noexcept {
        store_big_endian(at_, value);
        at_ += sizeof(Integer);
        return *this;
    }

    Writer& bytes(const void* data, std::size_t size) noexcept {
        if (size > 0) {
            std::memcpy(at_, data, size);
            at_ += size;
        }
        return *this;
    }

    Writer& string(std::string_view text) noexcept { return bytes(text.data(), text.size()).character('\0'); }

private:
    std::byte* at_;
};

void check_count(std::size_t count) {
    if (count > max_parameters) {
        throw EncodeError("a statement has " + std::to_string(count) + " parameters, PostgreSQL allows " +
                          std::to_string(max_parameters));
    }
}

void check_values(const BindParameters& parameters) {
    std::span<const std::byte> left = parameters.values;
    for (std::size_t i = 0; i < parameters.count; ++i) {
        if (left.size() < sizeof(std::int32_t)) {
            throw EncodeError("fewer parameter values than the " + std::to_string(parameters.count) + " announced");
        }
        const auto length = load_big_endian<std::int32_t>(left.data());
        left = left.subspan(sizeof(std::int32_t));
        if (length < -1 || (length > 0 && static_cast<std::size_t>(length) > left.size())) {
            throw EncodeError("parameter " + std::to_string(i + 1) + " has an impossible length of " +
                              std::to_string(length));
        }
        left = left.subspan(static_cast<std::size_t>(std::max(length, 0)));
    }
    if (!left.empty()) {
        throw EncodeError("more parameter values than the " + std::to_string(parameters.count) + " announced");
    }
}

}  // namespace

void Encoder::parse(std::string_view name, std::string_view sql, std::span<const std::uint32_t> parameter_types) {
    check_count(parameter_types.size());
    Length length;
    length.string(name, "a statement name").string(sql, "a statement").fixed(2).fixed(4 * parameter_types.size());
    Writer writer(*out_, 'P', length);
    writer.string(name).string(sql).integer(static_cast<std::uint16_t>(parameter_types.size()));
    for (const std::uint32_t type : parameter_types) {
        writer.integer(type);
    }
}

void Encoder::bind(std::string_view portal, std::string_view statement, const BindParameters& parameters,
                   std::span<const Format> results) {
    check_count(parameters.count);
    if (!parameters.formats.empty() && parameters.formats.size() != parameters.count) {
        throw EncodeError(std::to_string(parameters.formats.size()) + " parameter formats for " +
                          std::to_string(parameters.count) + " parameters");
    }
    // A single format code applies to all parameters.
    const Format all_binary = Format::binary;
    const std::span<const Format> formats =
        parameters.formats.empty() ? std::span<const Format>(&all_binary, 1) : parameters.formats;
    if (results.empty()) results = std::span<const Format>(&all_binary, 1);

    Length length;
    length.string(portal, "a portal name").string(statement, "a statement name");
    length.fixed(2).fixed(2 * formats.size()).fixed(2).fixed(parameters.values.size()).fixed(2 + 2 * results.size());
    if (!parameters.well_formed) check_values(parameters);

    Writer writer(*out_, 'B', length);
    writer.string(portal).string(statement).integer(static_cast<std::uint16_t>(formats.size()));
    for (const Format format : formats) {
        writer.integer(static_cast<std::int16_t>(format));
    }
    writer.integer(static_cast<std::uint16_t>(parameters.count));
    writer.bytes(parameters.values.data(), parameters.values.size());
    writer.integer(static_cast<std::uint16_t>(results.size()));
    for (const Format format : results) writer.integer(static_cast<std::int16_t>(format));
}

void Encoder::describe_statement(std::string_view name) { name_message('D', 'S', name); }

void Encoder::execute(std::string_view portal, std::uint32_t max_rows) {
    if (max_rows > static_cast<std::uint32_t>(std::numeric_limits<std::int32_t>::max())) {
        throw EncodeError("a portal cannot return " + std::to_string(max_rows) + " rows at once");
    }
    Length length;
    length.string(portal, "a portal name").fixed(4);
    Writer(*out_, 'E', length).string(portal).integer(max_rows);
}

void Encoder::close_statement(std::string_view name) { name_message('C', 'S', name); }

void Encoder::close_portal(std::string_view name) { name_message('C', 'P', name); }

void Encoder::sync() { Writer(*out_, 'S', Length()); }

void Encoder::flush() { Writer(*out_, 'H', Length()); }

void Encoder::copy_data(std::span<const std::byte> data) {
    Length length;
    length.fixed(data.size());
    Writer(*out_, 'd', length).bytes(data.data(), data.size());
}

void Encoder::copy_done() { Writer(*out_, 'c', Length()); }

void Encoder::copy_header() {
    Length length;
    length.fixed(copy_signature.size()).fixed(4).fixed(4);
    // No flags, no header extension.
    Writer(*out_, 'd', length)
        .bytes(copy_signature.data(), copy_signature.size())
        .integer(std::int32_t{0})
        .integer(std::int32_t{0});
}

void Encoder::copy_trailer() {
    Length length;
    length.fixed(2);
    Writer(*out_, 'd', length).integer(std::int16_t{-1});
}

void Encoder::copy_fail(std::string_view reason) {
    Length length;
    length.string(reason, "the reason to end a COPY");
    Writer(*out_, 'f', length).string(reason);
}

void Encoder::name_message(char type, char kind, std::string_view name) {
    Length length;
    length.fixed(1).string(name, kind == 'S' ? "a statement name" : "a portal name");
    Writer(*out_, type, length).character(kind).string(name);
}

CopyRows::CopyRows(WriteBuffer& out) : out_(out), end_(out.size()) { *out_.extend(header_size) = std::byte{'d'}; }

void CopyRows::add(const BindParameters& values) {
    if (values.count > static_cast<std::size_t>(std::numeric_limits<std::int16_t>::max())) {
        throw EncodeError("a row of " + std::to_string(values.count) + " columns cannot be copied");
    }
    Length length;
    length.fixed(size()).fixed(sizeof(std::int16_t)).fixed(values.values.size());
    if (!values.well_formed) check_values(values);
    std::byte* const at = out_.extend(sizeof(std::int16_t) + values.values.size());
    store_big_endian(at, static_cast<std::int16_t>(values.count));
    if (!values.values.empty()) {
        std::memcpy(at + sizeof(std::int16_t), values.values.data(), values.values.size());
    }
}

void CopyRows::finish() noexcept {
    if (size() <= header_size) return;
    // The length includes itself, but not the type before it.
    store_big_endian(out_.at(end_ + 1), static_cast<std::int32_t>(size() - 1));
    end_ = out_.size();
}

}  // namespace azoth::postgresql::protocol
