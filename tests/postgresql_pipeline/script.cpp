#include "script.hpp"

#include "catch.hpp"
#include "postgresql/type_catalog.hpp"
#include <azoth/error.hpp>
#include <azoth/types/number_codecs.hpp>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace azoth_tests {
namespace {

std::uint32_t big_endian_at(std::span<const std::byte> bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | std::to_integer<std::uint32_t>(bytes[at + i]);
    return value;
}

std::string text_at(std::span<const std::byte> bytes, std::size_t at) {
    std::string text;
    while (at < bytes.size() && bytes[at] != std::byte{0}) text += static_cast<char>(bytes[at++]);
    return text;
}

// A statement's name is a digest.
std::string name_shown(const std::string& name) {
    return name.starts_with("azoth_") && name.size() == 38 ? "name" : name;
}

std::string message_shown(char type, std::span<const std::byte> body) {
    switch (type) {
        case 'P': {
            const std::string name = text_at(body, 0);
            return "Parse(" + text_at(body, name.size() + 1) + ")";
        }
        case 'B': {
            const std::string portal = text_at(body, 0);
            return portal.empty() ? "Bind" : "Bind(" + portal + ")";
        }
        case 'D': return "Describe";
        case 'E': {
            const std::string portal = text_at(body, 0);
            const std::uint32_t limit = big_endian_at(body, portal.size() + 1);
            if (portal.empty() && limit == 0) return "Execute";
            return "Execute(" + portal + (limit != 0 ? " " + std::to_string(limit) : "") + ")";
        }
        case 'C':
            return std::string("Close(") + (body[0] == std::byte{'S'} ? "statement " : "portal ") +
                   name_shown(text_at(body, 1)) + ")";
        case 'S': return "Sync";
        case 'H': return "Flush";
        case 'd': return "CopyData";
        case 'c': return "CopyDone";
        case 'f': return "CopyFail";
        default: return std::string("unknown ") + type;
    }
}

std::string messages_shown(std::span<const std::byte> bytes) {
    std::string shown;
    while (!bytes.empty()) {
        REQUIRE(bytes.size() >= 5);
        const std::size_t size = 1 + big_endian_at(bytes, 1);
        REQUIRE(bytes.size() >= size);
        shown += ' ';
        shown += message_shown(static_cast<char>(bytes[0]), bytes.subspan(5, size - 5));
        bytes = bytes.subspan(size);
    }
    return shown;
}

std::string error_shown(const std::exception_ptr& error) {
    const auto with = [](std::string_view name, azoth::Outcome outcome) {
        return std::string(name) + " " + std::string(azoth::to_string(outcome));
    };
    try {
        std::rethrow_exception(error);
    } catch (const azoth::CancelledError& cancelled) {
        return with("cancelled", cancelled.outcome());
    } catch (const azoth::StatementTimeoutError& timeout) {
        return with("timeout", timeout.outcome());
    } catch (const azoth::StatementError& failed) {
        if (failed.diagnostics().connection_lost) return with("lost", failed.outcome());
        return with(failed.sqlstate().empty() ? "refused" : failed.sqlstate(), failed.outcome());
    } catch (const azoth::ResourceClosedError&) {
        return "closed";
    } catch (const azoth::InvalidRequestError&) {
        return "invalid";
    } catch (const std::exception& other) {
        return other.what();
    }
}

}  // namespace

pl::PipelineOptions Script::default_options() {
    pl::PipelineOptions options;
    options.server_version = 150000;
    options.keeps_notices = true;
    return options;
}

Script::Script(const pl::PipelineOptions& options)
    : pipeline_(std::make_unique<pl::Pipeline>(options, std::make_shared<azoth::postgresql::TypeCatalog>())) {}

void Script::run(const std::vector<Step>& steps) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
        INFO("step " << i + 1 << ": " << steps[i].what);
        steps[i].input(*this);
        CHECK(outputs() == steps[i].output);
    }
}

std::string Script::outputs() {
    std::string shown;
    const auto add = [&shown](const std::string& text) {
        if (!shown.empty()) shown += "; ";
        shown += text;
    };
    if (writes_at_once) write();
    if (pipeline_->wants_flush()) add("flush");
    if (!sent_.empty()) add("send" + std::exchange(sent_, {}));
    if (pipeline_->take_cancel_request()) add("cancel request");
    if (const pl::Time when = pipeline_->deadline(); when != shown_deadline_) {
        shown_deadline_ = when;
        using std::chrono::duration_cast;
        using std::chrono::milliseconds;
        if (when != pl::never) {
            add("wake at " + std::to_string(duration_cast<milliseconds>(when - at(milliseconds(0))).count()));
        }
    }
    pl::CompletionList completions = pipeline_->take_completions();
    while (!completions.empty()) add(show(*completions.pop_front()));
    const bool paused = pipeline_->has_requests_in_flight() && !pipeline_->wants_read();
    if (paused != std::exchange(shown_paused_, paused)) add(paused ? "paused" : "reads");
    if (pipeline_->is_lost() && !std::exchange(shown_lost_, true)) add("lost");
    return shown;
}

void Script::write() {
    const auto bytes = pipeline_->output();
    sent_ += messages_shown(bytes);
    pipeline_->sent(bytes.size());
}

std::string Script::show(pl::Completion& completion) const {
    std::string shown = std::to_string(completion.caller.take<int>()) + " = ";
    if (completion.error) return shown + error_shown(completion.error);
    const azoth::Answer& answer = completion.answer;
    if (answer.rows == nullptr) return shown + (answer.tag.empty() ? "done" : answer.tag);
    const std::size_t count = answer.rows->size();
    return shown + std::to_string(count) + (count == 1 ? " row" : " rows");
}

void Script::submit(int caller, std::unique_ptr<pl::Request> request) {
    request->caller = pl::Caller(int{caller});
    ids_[caller] = pipeline_->submit(std::move(request), now_);
}

// A piece at a time, so that messages are cut everywhere.
void Script::receive(const server::Bytes& bytes) {
    std::span<const std::byte> rest = bytes.span();
    constexpr std::size_t piece = 7;
    while (!rest.empty()) {
        const std::span<std::byte> into = pipeline_->prepare();
        const std::size_t size = std::min({rest.size(), into.size(), piece});
        std::memcpy(into.data(), rest.data(), size);
        pipeline_->received(size, now_);
        rest = rest.subspan(size);
    }
}

void Script::cancel(int caller) { pipeline_->cancel(ids_.at(caller), now_); }

azoth::StatementText& Script::statement(std::string_view sql) {
    auto& text = statements_[std::string(sql)];
    if (text == nullptr) {
        text = std::make_unique<azoth::StatementText>();
        text->sql = sql;
        text->kind = azoth::StatementKind::select;
        text->seal();
    }
    return *text;
}

std::unique_ptr<pl::Request> Script::execute(std::string_view sql) {
    return std::make_unique<pl::Request>(pl::Execute{&statement(sql), nullptr});
}

bool Numbers::next(azoth::ParameterBuffer& into) {
    if (given_ == count_) {
        if (fails_) throw std::runtime_error("the source failed");
        return false;
    }
    into.add(std::int32_t{given_++}, azoth::SqlType(azoth::TypeKind::integer));
    return true;
}

Step submit_request(int caller, std::function<std::unique_ptr<pl::Request>(Script&)> make, std::string output) {
    return {"submit " + std::to_string(caller),
            [caller, make = std::move(make)](Script& script) { script.submit(caller, make(script)); },
            std::move(output)};
}

Step submit(int caller, std::string sql, std::string output) {
    return submit_request(
        caller, [sql = std::move(sql)](Script& script) { return script.execute(sql); }, std::move(output));
}

Step submit_in_transaction(int caller, std::string sql, std::string output) {
    return submit_request(
        caller,
        [sql = std::move(sql)](Script& script) {
            auto request = script.execute(sql);
            request->transaction = script.transaction;
            return request;
        },
        std::move(output));
}

Step submit_with_timeout(int caller, std::string sql, int milliseconds, std::string output) {
    return submit_request(
        caller,
        [sql = std::move(sql), milliseconds](Script& script) {
            auto request = script.execute(sql);
            request->timeout = std::chrono::milliseconds(milliseconds);
            return request;
        },
        std::move(output));
}

Step control(int caller, std::string sql, std::string output) {
    return submit_request(
        caller,
        [sql = std::move(sql)](Script& script) {
            return std::make_unique<pl::Request>(pl::Control{script.statement(sql).sql});
        },
        std::move(output));
}

Step flush(std::string output) {
    return {"flush", [](Script& script) { script.pipeline().flush(script.now()); }, std::move(output)};
}

Step receive(std::string what, server::Bytes bytes, std::string output) {
    return {"receive " + what, [bytes = std::move(bytes)](Script& script) { script.receive(bytes); },
            std::move(output)};
}

Step cancel(int caller, std::string output) {
    return {"cancel " + std::to_string(caller), [caller](Script& script) { script.cancel(caller); }, std::move(output)};
}

Step cancel_returned(std::string output) {
    return {"the cancel request has returned", [](Script& script) { script.pipeline().cancel_request_returned(); },
            std::move(output)};
}

Step advance(int milliseconds, std::string output) {
    return {"it is " + std::to_string(milliseconds) + " ms",
            [milliseconds](Script& script) {
                script.set_now(std::chrono::milliseconds(milliseconds));
                script.pipeline().advance(script.now());
            },
            std::move(output)};
}

Step lose(std::string output) {
    return {"the connection is lost", [](Script& script) { script.pipeline().lose("the cable is cut"); },
            std::move(output)};
}

std::shared_ptr<pl::CursorState> make_cursor(Script& script, std::string_view sql, bool in_transaction) {
    auto cursor = std::make_shared<pl::CursorState>();
    cursor->text = script.statement(sql);
    if (in_transaction) cursor->transaction = script.transaction;
    script.cursor = cursor;
    return cursor;
}

Step fetch(int caller, std::size_t count, std::string output) {
    return submit_request(
        caller,
        [count](Script& script) {
            auto request = std::make_unique<pl::Request>(pl::Fetch{script.cursor, count});
            request->transaction = script.cursor->transaction;
            return request;
        },
        std::move(output));
}

Step close_cursor(int caller, std::string output) {
    return submit_request(
        caller, [](Script& script) { return std::make_unique<pl::Request>(pl::CloseCursor{script.cursor}); },
        std::move(output));
}

Step drop_cursor(std::string output) {
    return {"drop the cursor", [](Script& script) { script.pipeline().drop(script.cursor, script.now()); },
            std::move(output)};
}

}  // namespace azoth_tests
