#pragma once

#include "message.hpp"
#include "write_buffer.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace azoth::postgresql::protocol {

/// The length of the longest message a server accepts, length field included; it closes the connection at a longer one.
inline constexpr std::size_t max_frontend_length = 0x3ffffffe;

/// Parameters and parameter types are counted in 16 bits.
inline constexpr std::size_t max_parameters = 65535;

/// Parameter values as they stand in a Bind: for each an int32 length (-1: NULL) and that many bytes.
struct BindParameters {
    std::span<const std::byte> values;
    std::size_t count = 0;
    /// One a parameter; empty: all binary.
    std::span<const Format> formats = {};
    /// The block is a ParameterBuffer's, which is not checked once more.
    bool well_formed = false;
};

/// Appends whole messages to a buffer, which it does not own.
///
/// Exceptions: EncodeError for what must not be sent, std::bad_alloc; in both cases the buffer is as it was before.
class Encoder {
public:
    explicit Encoder(WriteBuffer& out) noexcept : out_(&out) {}

    /// Prepares `sql` under `name`; the empty name is the unnamed statement. A type of 0 leaves it to the server.
    void parse(std::string_view name, std::string_view sql, std::span<const std::uint32_t> parameter_types = {});

    /// Binds a statement to a portal. The block of values is checked against its count, unless it is said to be
    /// well formed.
    /// `results`: one format for all columns, or one each; none: all binary.
    void bind(std::string_view portal, std::string_view statement, const BindParameters& parameters,
              std::span<const Format> results = {});

    void describe_statement(std::string_view name);

    /// Runs a portal up to `max_rows` rows and then suspends it; 0: to the end.
    void execute(std::string_view portal, std::uint32_t max_rows = 0);

    void close_statement(std::string_view name);
    void close_portal(std::string_view name);
    void sync();
    void flush();

    void copy_data(std::span<const std::byte> data);
    /// COPY's binary format in CopyData messages: what stands in front of the rows (see CopyRows) and behind them.
    void copy_header();
    void copy_trailer();
    void copy_done();
    void copy_fail(std::string_view reason);

private:
    void name_message(char type, char kind, std::string_view name);

    WriteBuffer* out_;
};

/// Rows of a binary COPY, one behind the other in one CopyData message. Until finish() it is none: what was added goes
/// with it. Nobody else appends meanwhile.
class CopyRows {
public:
    explicit CopyRows(WriteBuffer& out);
    CopyRows(const CopyRows&) = delete;
    CopyRows& operator=(const CopyRows&) = delete;
    ~CopyRows() { out_.truncate(end_); }

    /// The block of values is checked as Encoder::bind() does. Throws EncodeError, std::bad_alloc.
    void add(const BindParameters& values);
    /// The bytes of the message so far.
    std::size_t size() const noexcept { return out_.size() - end_; }
    /// No rows make no message.
    void finish() noexcept;

private:
    WriteBuffer& out_;
    std::size_t end_;  // what stays
};

}  // namespace azoth::postgresql::protocol
