#pragma once

#include "bytes.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace azoth_tests::simulation {

/// The messages of a client, one after the other.
class Frontend {
public:
    Frontend& parse(std::string_view name, std::string_view sql) {
        MessageWriter(bytes_, 'P').text(name).text(sql).number(std::int16_t{0});
        return *this;
    }
    /// All values and rows in binary, or rows as text.
    Frontend& bind(std::string_view portal, std::string_view statement, std::initializer_list<std::int64_t> values,
                   bool binary = true) {
        MessageWriter message(bytes_, 'B');
        message.text(portal).text(statement).number(std::int16_t{1}).number(std::int16_t{1});
        message.number(static_cast<std::int16_t>(values.size()));
        for (const std::int64_t value : values) message.number(std::int32_t{8}).number(value);
        message.number(std::int16_t{1}).number(static_cast<std::int16_t>(binary));
        return *this;
    }
    Frontend& describe(char kind, std::string_view name) {
        MessageWriter(bytes_, 'D').number(kind).text(name);
        return *this;
    }
    Frontend& execute(std::string_view portal, std::int32_t limit = 0) {
        MessageWriter(bytes_, 'E').text(portal).number(limit);
        return *this;
    }
    Frontend& close(char kind, std::string_view name) {
        MessageWriter(bytes_, 'C').number(kind).text(name);
        return *this;
    }
    Frontend& query(std::string_view sql) {
        MessageWriter(bytes_, 'Q').text(sql);
        return *this;
    }
    Frontend& copy_data(std::string_view data) {
        MessageWriter(bytes_, 'd').raw(data);
        return *this;
    }
    Frontend& copy_fail(std::string_view why) {
        MessageWriter(bytes_, 'f').text(why);
        return *this;
    }
    Frontend& copy_done() { return plain('c'); }
    Frontend& sync() { return plain('S'); }
    Frontend& flush() { return plain('H'); }
    /// Parse, Bind, Describe and Execute of a statement without a name.
    Frontend& run(std::string_view sql, std::initializer_list<std::int64_t> values = {}, std::int32_t limit = 0) {
        return parse({}, sql).describe('S', {}).bind({}, {}, values).execute({}, limit);
    }

    const std::string& bytes() const noexcept { return bytes_; }

private:
    Frontend& plain(char type) {
        const MessageWriter message(bytes_, type);
        return *this;
    }

    std::string bytes_;
};

}  // namespace azoth_tests::simulation
