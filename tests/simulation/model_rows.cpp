#include "bytes.hpp"
#include "model_server.hpp"

#include <array>
#include <utility>

// The part of the model that makes rows, and reads those of a COPY.
namespace azoth_tests::simulation {
namespace {

void write_value(MessageWriter& message, std::int64_t number, bool binary) {
    if (!binary) {
        message.value(std::to_string(number));
        return;
    }
    message.number(std::int32_t{8}).number(number);
}

void write_oid(MessageWriter& message, std::uint32_t number) { message.number(std::int32_t{4}).number(number); }

// An array without elements.
void write_empty_array(MessageWriter& message, std::uint32_t element) {
    message.number(std::int32_t{12}).number(std::int32_t{0}).number(std::int32_t{0}).number(element);
}

std::int64_t rows_of(const Script& script, const std::array<std::int64_t, 3>& arguments) noexcept {
    switch (script.verb) {
        case Verb::rows: return arguments[1];
        case Verb::failing_row: return arguments[2];
        case Verb::copy_out: return script.count;
        case Verb::slow_rows:
        case Verb::made_type:
        case Verb::textual:
        case Verb::insert_returning: return 1;
        default: return 0;
    }
}

}  // namespace

ModelServer::Row ModelServer::make_row(Portal& portal) {
    const Script& script = portal.statement->script;
    if (script.verb == Verb::type_question) {
        constexpr std::size_t array_header = 5 * sizeof(std::int32_t);
        constexpr std::size_t element = 2 * sizeof(std::int32_t);
        const std::size_t at = array_header + static_cast<std::size_t>(portal.next_row - 1) * element;
        if (at + element > portal.raw.size()) return Row::none;
        ++portal.next_row;
        const auto asked = read_integer<std::uint32_t>(portal.raw.data() + at + sizeof(std::int32_t));
        if (asked != options_.mood_oid) return make_row(portal);
        MessageWriter message(out_, 'D');
        message.number(static_cast<std::int16_t>(script.columns.size()));
        write_oid(message, asked);
        message.value("simulation_mood").value("public").value("e");
        for (int i = 0; i < 4; ++i) write_oid(message, 0);
        message.value("enum_send");
        write_empty_array(message, type_oid::text);
        write_empty_array(message, type_oid::oid);
        return Row::made;
    }
    if (portal.next_row > rows_of(script, portal.arguments)) return Row::none;
    if (script.verb == Verb::failing_row && portal.next_row == portal.arguments[1]) {
        fail("22012", "division by zero");
        return Row::failed;
    }
    if (script.verb == Verb::textual) {
        const auto& formats = portal.formats;
        const bool binary = !formats.empty() && formats[formats.size() == 1 ? 0 : 1] == 1;
        if (binary) {
            fail("42883", "no binary output function available for type aclitem", "getTypeBinaryOutputInfo");
            return Row::failed;
        }
    }
    write_row(portal);
    ++portal.next_row;
    return Row::made;
}

void ModelServer::write_row(const Portal& portal) {
    const Script& script = portal.statement->script;
    if (script.copies) {
        MessageWriter message(out_, 'd');
        if (portal.next_row == 1) message.raw(copy_header);
        message.number(std::int16_t{2});
        write_value(message, script.id, true);
        write_value(message, portal.next_row, true);
        return;
    }
    const auto is_binary = [&portal](std::size_t column) {
        const auto& formats = portal.formats;
        return !formats.empty() && formats[formats.size() == 1 ? 0 : column] == 1;
    };
    MessageWriter message(out_, 'D');
    message.number(static_cast<std::int16_t>(script.columns.size()));
    write_value(message, script.verb == Verb::copy_out ? script.id : portal.arguments[0], is_binary(0));
    switch (script.verb) {
        case Verb::rows:
            write_value(message, portal.next_row, is_binary(1));
            message.number(static_cast<std::int32_t>(portal.arguments[2]));
            for (std::int64_t i = 0; i < portal.arguments[2]; ++i) message.number('x');
            break;
        case Verb::copy_out: write_value(message, portal.next_row, is_binary(1)); break;
        case Verb::failing_row: write_value(message, 1 / (portal.next_row - portal.arguments[1]), is_binary(1)); break;
        case Verb::made_type: message.value("ok"); break;
        case Verb::textual: message.value("azoth=r/azoth"); break;
        default: break;
    }
}

void ModelServer::begin_copy(char type, std::size_t columns) {
    MessageWriter message(out_, type);
    message.number(std::int8_t{1}).number(static_cast<std::int16_t>(columns));
    for (std::size_t i = 0; i < columns; ++i) message.number(std::int16_t{1});
}

// What arrives while COPY data is expected.
void ModelServer::handle_copy_in(char type, std::string_view body) {
    switch (type) {
        case 'd':
            copied_.append(body);
            while (copying_in_ && read_copied_row()) {
            }
            if (copying_in_) interrupted();
            return;
        case 'c': {
            copying_in_ = false;
            if (!copied_.empty()) return fail("22P04", "unexpected EOF in COPY data");
            const PortalPtr portal = std::exchange(running_, nullptr);
            portal->done = true;
            pipelined_ = true;
            for (const std::size_t entry : copy_entries_) mark(entry, Fate::pending);
            tag("COPY", static_cast<std::int64_t>(copy_entries_.size()));
            copy_entries_.clear();
            return end_run();
        }
        case 'f': return fail("57014", "COPY from stdin failed");
        case 'H':
        case 'S': return;
        case 'X': return disconnect();
        default:
            complaint_ = std::string("a message of type ") + type + " within COPY data";
            fail("08P01", "unexpected message type during COPY from stdin");
            return shut_down("08P01");
    }
}

// False: there is no whole row, or it failed.
bool ModelServer::read_copied_row() {
    constexpr std::size_t row_size = sizeof(std::int16_t) + sizeof(std::int32_t) + sizeof(std::int64_t);
    if (!copy_header_) {
        if (copied_.size() < copy_header.size()) return false;
        if (!copied_.starts_with(copy_header)) {
            fail("22P04", "COPY file signature not recognized");
            return false;
        }
        copied_.erase(0, copy_header.size());
        copy_header_ = true;
    }
    if (copied_.size() < sizeof(std::int16_t)) return false;
    if (copy_trailer_) {
        fail("22P04", "received copy data after EOF marker");
        return false;
    }
    const auto fields = read_integer<std::int16_t>(copied_.data());
    if (fields == -1) {
        copied_.erase(0, sizeof fields);
        copy_trailer_ = true;
        return true;
    }
    if (fields != 1) {
        fail("22P04", "row field count is not 1");
        return false;
    }
    if (copied_.size() < row_size) return false;
    copy_entries_.push_back(enter(read_integer<std::int64_t>(copied_.data() + row_size - sizeof(std::int64_t)),
                                  Verb::copy_in, Fate::running));
    copied_.erase(0, row_size);
    return !fails(Point::middle);
}

}  // namespace azoth_tests::simulation
