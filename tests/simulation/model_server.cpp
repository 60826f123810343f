#include "model_server.hpp"

#include "bytes.hpp"

#include <algorithm>
#include <utility>

// The part of the model that reads messages.
namespace azoth_tests::simulation {
namespace {

constexpr std::size_t header_size = 1 + sizeof(std::int32_t);
// A server sends its buffer when it is full.
constexpr std::size_t server_buffer = 8192;
constexpr std::size_t memory_kept = 64 * 1024;

void empty_buffer(std::string& buffer) {
    buffer.clear();
    if (buffer.capacity() > memory_kept) buffer = std::string();
}

}  // namespace

void ModelServer::reset() {
    empty_buffer(in_);
    empty_buffer(out_);
    empty_buffer(copied_);
    read_ = taken_ = flushed_ = 0;
    state_ = State::none;
    block_ = 0;
    transaction_ = 0;
    first_entry_ = 0;
    savepoints_.clear();
    skipping_ = closed_ = simple_ = false;
    schema_ = 0;
    statements_.clear();
    unnamed_statement_.reset();
    portals_.clear();
    unnamed_portal_.reset();
    running_.reset();
    copying_in_ = cancel_ = false;
    fail_point_ = Point::none;
    ledger_.clear();
    trace_ = nullptr;
    copy_entries_.clear();
    begun_ = ended_ = cancelled_ = 0;
    complaint_.clear();
}

void ModelServer::receive(std::string_view bytes) {
    if (closed_) return;
    if (read_ == in_.size()) {
        in_.clear();
        read_ = 0;
    }
    in_.append(bytes);
}

bool ModelServer::can_work() const noexcept {
    if (closed_) return false;
    if (running_ != nullptr && !copying_in_) return true;
    const std::size_t left = in_.size() - read_;
    if (left < header_size) return false;
    return left > static_cast<std::size_t>(read_integer<std::int32_t>(in_.data() + read_ + 1));
}

void ModelServer::work() {
    if (!can_work()) return;
    if (running_ != nullptr && !copying_in_) return run_slice();
    const char type = in_[read_];
    const auto size = static_cast<std::size_t>(read_integer<std::int32_t>(in_.data() + read_ + 1));
    const std::string_view body(in_.data() + read_ + header_size, size - sizeof(std::int32_t));
    read_ += 1 + size;
    if (trace_ != nullptr) note('<', type, body);
    if (copying_in_) {
        handle_copy_in(type, body);
    } else {
        handle(type, body);
    }
}

void ModelServer::note(char direction, char type, std::string_view body) const {
    constexpr std::size_t most = 100;
    std::string line = "      ";
    line.append(1, direction).append(" ").append(1, type).append(" ");
    for (const char c : body.substr(0, most)) line += c >= ' ' && c <= '~' ? c : '.';
    trace_->append(line).append("\n");
}

void ModelServer::work_through() {
    while (can_work()) work();
}

std::string_view ModelServer::sendable() const noexcept {
    return std::string_view(out_).substr(taken_, flushed_ - taken_);
}

void ModelServer::take(std::size_t size) noexcept {
    taken_ += size;
    if (taken_ != out_.size()) return;
    out_.clear();
    taken_ = flushed_ = 0;
}

void ModelServer::sent() {
    while (out_.size() - flushed_ > server_buffer) flushed_ += server_buffer;
}

void ModelServer::handle(char type, std::string_view body) {
    if (type == 'X') return disconnect();
    if (type == 'S') return sync();
    // What follows an error is skipped up to the Sync; a Bind is written down, so that the ledger knows of it.
    if (skipping_) {
        if (type == 'B') bind(body);
        return;
    }
    switch (type) {
        case 'P': return parse(body);
        case 'B': return bind(body);
        case 'D': return describe(body);
        case 'E': return execute(body);
        case 'C': return close(body);
        case 'Q': return query(body);
        case 'H': return flush();
        case 'd':
        case 'c':
        case 'f': return;  // of a COPY that has failed
        default: complaint_ = std::string("a message of type ") + type; return shut_down("08P01");
    }
}

const ModelServer::PreparedPtr* ModelServer::find_statement(std::string_view name) const {
    if (name.empty()) return unnamed_statement_ ? &unnamed_statement_ : nullptr;
    const auto found = statements_.find(name);
    return found == statements_.end() ? nullptr : &found->second;
}

const ModelServer::PortalPtr* ModelServer::find_portal(std::string_view name) const {
    if (name.empty()) return unnamed_portal_ ? &unnamed_portal_ : nullptr;
    const auto found = portals_.find(name);
    return found == portals_.end() ? nullptr : &found->second;
}

// True: the transaction has failed, and this is not what ends it.
bool ModelServer::is_refused(const Script& script, bool released) {
    if (state_ != State::failed || (script.ends_transaction() && !released)) return false;
    fail("25P02", "current transaction is aborted, commands ignored until end of transaction block");
    return true;
}

ModelServer::PreparedPtr ModelServer::prepare(std::string_view name, std::string_view text) {
    if (name.empty()) unnamed_statement_.reset();
    auto made = std::make_shared<Prepared>();
    made->text = text;
    made->script = read_script(made->text);
    made->schema = schema_;
    if (made->script.verb == Verb::unknown) {
        fail("42601", "syntax error");
        return nullptr;
    }
    if (made->script.verb != Verb::empty && is_refused(made->script)) return nullptr;
    if (made->script.verb == Verb::missing_table) {
        fail("42P01", "relation \"missing\" does not exist");
        return nullptr;
    }
    return made;
}

void ModelServer::parse(std::string_view body) {
    BodyReader reader(body);
    const std::string_view name = reader.text();
    const std::string_view text = reader.text();
    start_transaction();
    if (fails(Point::parse) || interrupted()) return;
    PreparedPtr made = prepare(name, text);
    if (!made) return;
    if (name.empty()) {
        unnamed_statement_ = std::move(made);
    } else if (!statements_.try_emplace(std::string(name), std::move(made)).second) {
        return fail("42P05", "prepared statement already exists");
    }
    empty('1');
}

// False: as the server sees it, the message has not the parameters of the statement.
bool ModelServer::read_arguments(Portal& portal, std::string_view body) {
    BodyReader reader(body);
    for (auto formats = reader.number<std::int16_t>(); formats > 0; --formats) reader.number<std::int16_t>();
    const auto count = reader.number<std::int16_t>();
    for (int i = 0; i < count; ++i) {
        const auto size = reader.number<std::int32_t>();
        const std::string_view value = reader.raw(size < 0 ? 0 : static_cast<std::size_t>(size));
        if (static_cast<std::size_t>(i) >= portal.arguments.size()) continue;
        std::int64_t& argument = portal.arguments[static_cast<std::size_t>(i)];
        if (value.size() == sizeof(std::int64_t)) {
            argument = read_integer<std::int64_t>(value.data());
        } else if (value.size() == sizeof(std::int32_t)) {
            argument = read_integer<std::int32_t>(value.data());
        } else {
            portal.raw = value;
        }
    }
    for (auto formats = reader.number<std::int16_t>(); formats > 0; --formats) {
        portal.formats.push_back(reader.number<std::int16_t>());
    }
    return portal.statement == nullptr || static_cast<std::size_t>(count) == portal.statement->script.parameters.size();
}

void ModelServer::bind(std::string_view body) {
    BodyReader reader(body);
    const std::string_view portal_name = reader.text();
    const PreparedPtr* const statement = find_statement(reader.text());
    auto portal = std::make_shared<Portal>();
    if (statement != nullptr) portal->statement = *statement;
    const bool fits = read_arguments(*portal, reader.rest());
    const auto refused = [&] {
        if (portal->arguments[0] != 0) enter(portal->arguments[0], Verb::unknown, Fate::refused);
    };
    if (skipping_) return refused();
    const auto checked = [&] {
        start_transaction();
        if (statement == nullptr) {
            fail("26000", "prepared statement does not exist");
        } else if (fails(Point::bind) || interrupted()) {
        } else if (!fits) {
            complaint_ = "a Bind with the wrong number of parameters";
            fail("08P01", "bind message supplies other parameters than the statement requires");
        } else if (!is_refused(portal->statement->script)) {
            return true;
        }
        return false;
    };
    portal->depth = savepoints_.size();
    if (!checked()) return refused();
    const Script& script = portal->statement->script;
    if (!portal_name.empty() && portals_.contains(portal_name)) return fail("42P03", "cursor already exists");
    if (script.has_rows() && portal->statement->schema != schema_) {
        refused();
        return fail("0A000", "cached plan must not change result type", "RevalidateCachedQuery");
    }
    if (portal->formats.size() > 1 && portal->formats.size() != script.columns.size()) {
        refused();
        return fail("08P01", "bind message has another number of result formats", "PortalSetResultFormat");
    }
    const std::int64_t id = script.verb == Verb::copy_out ? script.id : portal->arguments[0];
    if (!script.is_control() && id != 0) portal->entry = enter(id, script.verb, Fate::refused);
    if (portal_name.empty()) {
        unnamed_portal_ = std::move(portal);
    } else {
        portals_.emplace(portal_name, std::move(portal));
    }
    empty('2');
}

void ModelServer::describe(std::string_view body) {
    BodyReader reader(body.substr(1));
    if (body.front() == 'P') {
        const PortalPtr* const portal = find_portal(reader.text());
        start_transaction();
        if (portal == nullptr) return fail("34000", "portal does not exist");
        const Script& script = (*portal)->statement->script;
        if (script.has_rows() && is_refused(script)) return;
        return describe_rows(script, portal->get());
    }
    const PreparedPtr* const statement = find_statement(reader.text());
    start_transaction();
    if (statement == nullptr) return fail("26000", "prepared statement does not exist");
    const Script& script = (*statement)->script;
    if (script.has_rows() && (*statement)->schema != schema_) {
        return fail("0A000", "cached plan must not change result type", "RevalidateCachedQuery");
    }
    if (script.has_rows() && is_refused(script)) return;
    {
        MessageWriter message(out_, 't');
        message.number(static_cast<std::int16_t>(script.parameters.size()));
        for (const std::uint32_t type : script.parameters) message.number(type);
    }
    describe_rows(script, nullptr);
}

void ModelServer::describe_rows(const Script& script, const Portal* portal) {
    if (!script.has_rows()) return empty('n');
    MessageWriter message(out_, 'T');
    message.number(static_cast<std::int16_t>(script.columns.size()));
    std::size_t at = 0;
    for (const ScriptColumn& column : script.columns) {
        const std::uint32_t type = column.type == type_oid::mood ? options_.mood_oid : column.type;
        std::int16_t format = 0;
        if (portal != nullptr && !portal->formats.empty()) {
            format = portal->formats[portal->formats.size() == 1 ? 0 : at];
        }
        ++at;
        const bool fixed = type == type_oid::int8 || type == type_oid::oid || type == options_.mood_oid;
        const std::int16_t size = !fixed ? -1 : type == type_oid::int8 ? 8 : 4;
        message.text(column.name).number(std::uint32_t{0}).number(std::int16_t{0}).number(type);
        message.number(type == type_oid::aclitem ? std::int16_t{12} : size).number(std::int32_t{-1}).number(format);
    }
}

void ModelServer::execute(std::string_view body) {
    BodyReader reader(body);
    const PortalPtr* const portal = find_portal(reader.text());
    const auto limit = reader.number<std::int32_t>();
    start_transaction();
    if (portal == nullptr) return fail("34000", "portal does not exist");
    const Script& script = (*portal)->statement->script;
    if (script.verb == Verb::empty) return empty('I');
    if (is_refused(script, (*portal)->released) || interrupted() || fails(Point::execute)) return;
    const PortalPtr held = *portal;
    run(held, limit);
    if (skipping_) held->dead = true;
}

void ModelServer::close(std::string_view body) {
    const std::string_view name = BodyReader(body.substr(1)).text();
    if (body.front() == 'P') {
        if (name.empty()) {
            unnamed_portal_.reset();
        } else if (const auto found = portals_.find(name); found != portals_.end()) {
            portals_.erase(found);
        }
    } else if (name.empty()) {
        unnamed_statement_.reset();
    } else if (const auto found = statements_.find(name); found != statements_.end()) {
        statements_.erase(found);
    }
    empty('3');
}

// One statement, without parameters, its rows as text.
void ModelServer::query(std::string_view body) {
    start_transaction();
    simple_ = true;
    const PreparedPtr made = prepare({}, BodyReader(body).text());
    if (made) {
        unnamed_portal_.reset();
        auto portal = std::make_shared<Portal>();
        portal->statement = made;
        portal->formats.push_back(0);
        if (made->script.id != 0 && !made->script.is_control()) {
            portal->entry = enter(made->script.id, made->script.verb, Fate::refused);
        }
        if (made->script.verb == Verb::empty) {
            empty('I');
        } else {
            if (made->script.has_rows()) describe_rows(made->script, portal.get());
            run(portal, 0);
        }
    }
    if (running_ != nullptr || !simple_) return;
    sync();
}

void ModelServer::sync() {
    simple_ = false;
    skipping_ = false;
    finish_implicit();
    skipping_ = false;
    cancel_ = false;
    ready();
}

void ModelServer::ready() {
    MessageWriter(out_, 'Z').raw(std::string_view(std::array{status()}.data(), 1));
    flush();
}

char ModelServer::status() const noexcept {
    if (state_ == State::block) return 'T';
    return state_ == State::failed ? 'E' : 'I';
}

std::size_t ModelServer::enter(std::int64_t id, Verb verb, Fate fate) {
    Execution& made = ledger_.emplace_back();
    made.id = id;
    made.verb = verb;
    made.fate = fate;
    made.in_block = state_ == State::block;
    made.block = block_;
    made.transaction = transaction_;
    return ledger_.size();
}

void ModelServer::report(char type, std::string_view severity, std::string_view sqlstate, std::string_view text,
                         std::string_view routine) {
    if (trace_ != nullptr) note('>', type, sqlstate);
    MessageWriter message(out_, type);
    const auto field = [&message](char kind, std::string_view value) { message.number(kind).text(value); };
    field('S', severity);
    field('V', severity);
    field('C', sqlstate);
    field('M', text);
    if (!routine.empty()) field('R', routine);
    message.number('\0');
}

void ModelServer::tag(std::string_view command, std::int64_t rows) {
    std::string text(command);
    if (rows >= 0) text.append(1, ' ').append(std::to_string(rows));
    MessageWriter(out_, 'C').text(text);
    sent();
}

void ModelServer::empty(char type) {
    { const MessageWriter message(out_, type); }
    sent();
}

void ModelServer::send_notice(std::string_view text) {
    if (closed_) return;
    report('N', "NOTICE", "00000", text, {});
    flush();
}

void ModelServer::send_parameter_status(std::string_view name, std::string_view value) {
    if (closed_) return;
    MessageWriter(out_, 'S').text(name).text(value);
}

void ModelServer::send_notification(std::string_view channel, std::string_view payload) {
    if (closed_) return;
    MessageWriter(out_, 'A').number(std::int32_t{1}).text(channel).text(payload);
    flush();
}

void ModelServer::shut_down(std::string_view sqlstate) {
    if (closed_) return;
    report('E', "FATAL", sqlstate, "terminating connection", {});
    disconnect();
}

void ModelServer::disconnect() noexcept {
    if (closed_) return;
    flush();
    running_.reset();
    copying_in_ = false;
    if (state_ != State::none) end_transaction(false);
    closed_ = true;
}

}  // namespace azoth_tests::simulation
