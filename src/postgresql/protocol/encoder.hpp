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

/// Parameter values in the form of Bind: for each an int32 length (-1: NULL) and that number of bytes.
struct BindParameters {
    std::span<const std::byte> values;
    std::size_t count = 0;
    /// One for each parameter; empty: all binary.
    std::span<const Format> formats = {};
    /// The block comes from a ParameterBuffer and is not checked again.
    bool well_formed = false;
};

/// Appends whole messages to a buffer, which it does not own.
///
/// Throws EncodeError for what must not be sent, and std::bad_alloc; in both cases the buffer is unchanged.
class Encoder {
public:
    explicit Encoder(WriteBuffer& out) noexcept : out_(&out) {}

    /// Prepares `sql` under `name`; the empty name is the unnamed statement. For a type of 0 the server infers the
    /// type.
    void parse(std::string_view name, std::string_view sql, std::span<const std::uint32_t> parameter_types = {});

    /// Binds a statement to a portal. The block of values is checked against its count, unless it is marked as well
    /// formed. `results`: one format for all columns, or one each; empty: all binary.
    void bind(std::string_view portal, std::string_view statement, const BindParameters& parameters,
              std::span<const Format> results = {});

    void describe_statement(std::string_view name);

    /// Executes a portal for at most `max_rows` rows and then suspends it; 0: to the end.
    void execute(std::string_view portal, std::uint32_t max_rows = 0);

    void close_statement(std::string_view name);
    void close_portal(std::string_view name);
    void sync();
    void flush();

    void copy_data(std::span<const std::byte> data);
    /// COPY's binary format in CopyData messages: the header before the rows (see CopyRows), and the trailer.
    void copy_header();
    void copy_trailer();
    void copy_done();
    void copy_fail(std::string_view reason);

private:
    void name_message(char type, char kind, std::string_view name);

    WriteBuffer* out_;
};

/// Rows of a binary COPY, consecutive in one CopyData message. Without finish(), the destructor removes what was added.
/// No other code may append in the meantime.
class CopyRows {
public:
    explicit CopyRows(WriteBuffer& out);
    CopyRows(const CopyRows&) = delete;
    CopyRows& operator=(const CopyRows&) = delete;
    ~CopyRows() { out_.truncate(end_); }

    /// Checks the block of values as Encoder::bind() does. Throws EncodeError and std::bad_alloc.
    void add(const BindParameters& values);
    /// The bytes of the message so far.
    std::size_t size() const noexcept { return out_.size() - end_; }
    /// Completes the message; without rows there is none.
    void finish() noexcept;

private:
    WriteBuffer& out_;
    std::size_t end_;  // end of the bytes before this message
};

}  // namespace azoth::postgresql::protocol
