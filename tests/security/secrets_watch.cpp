#include "secrets_watch.hpp"

#include <azoth/engine/async_connection.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <variant>

namespace azoth_tests::secrets {
namespace {

namespace az = azoth;

std::string shown(const az::AttributeValue& value) {
    if (const auto* const number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    return std::string(std::get<std::string_view>(value));
}

class NotingObserver final : public az::Observer {
public:
    explicit NotingObserver(Watch& watch) : watch_(watch) {}
    std::unique_ptr<az::Span> start_span(std::string_view name, az::Attributes attributes) override {
        watch_.note(name);
        for (const az::Attribute& attribute : attributes) watch_.note(shown(attribute.value));
        return std::make_unique<NotingSpan>(watch_);
    }
    void measure(const az::Instrument&, double, az::Attributes attributes) override {
        for (const az::Attribute& attribute : attributes) watch_.note(shown(attribute.value));
    }

private:
    class NotingSpan final : public az::Span {
    public:
        explicit NotingSpan(Watch& watch) : watch_(watch) {}
        void set_attribute(const az::Attribute& attribute) override { watch_.note(shown(attribute.value)); }
        void set_error(std::string_view description) override { watch_.note(description); }

    private:
        Watch& watch_;
    };

    Watch& watch_;
};

std::string hexadecimal(std::string_view bytes, std::string_view digits, std::string_view before) {
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text.append(before);
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

// Without the last characters, which depend on what follows.
std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i + 3 <= bytes.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j) bits = bits << 8U | static_cast<unsigned char>(bytes[i + j]);
        for (const unsigned shift : {18U, 12U, 6U, 0U}) text += digits[bits >> shift & 63U];
    }
    return text;
}

std::string replaced(std::string_view text, char what, std::string_view by) {
    std::string result;
    for (const char c : text) {
        if (c == what) {
            result += by;
        } else {
            result += c;
        }
    }
    return result;
}

std::size_t occurrences(std::string_view text, std::string_view what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++count;
    return count;
}

}  // namespace

std::vector<std::string> forms_of(std::string_view secret) {
    std::vector<std::string> forms{std::string(secret),
                                   hexadecimal(secret, "0123456789abcdef", ""),
                                   hexadecimal(secret, "0123456789ABCDEF", ""),
                                   hexadecimal(secret, "0123456789ABCDEF", "%"),
                                   hexadecimal(secret, "0123456789abcdef", "\\x"),
                                   base64(secret),
                                   replaced(secret, '\'', "''"),
                                   replaced(secret, '"', "\\\"")};
    std::ranges::sort(forms);
    const auto doubled = std::ranges::unique(forms);
    forms.erase(doubled.begin(), doubled.end());
    return forms;
}

az::EngineOptions Watch::options(bool hide_parameters) {
    az::EngineOptions options;
    options.hide_parameters = hide_parameters;
    options.echo = true;
    options.echo_pool = true;
    options.logger = az::make_logger([this](az::LogLevel, std::string_view channel, std::string_view line) {
        note(channel);
        note(line);
    });
    options.observer = std::make_shared<NotingObserver>(*this);
    const auto events = std::make_shared<az::EngineEvents>();
    // Not the statement's text, which is sent: a hook may change it.
    events->before_execute.add([this](az::StatementEvent& event) { note(event.parameters); });
    events->after_execute.add([this](const az::ExecutedEvent& event) {
        note(event.sql);
        note(event.parameters);
    });
    events->error.add([this](az::ErrorEvent& event) {
        note(event.operation);
        note(event.sql);
        note(event.error);
    });
    events->notice.add([this](const az::NoticeEvent& event) {
        note(event.severity);
        note(event.message);
        const az::Diagnostics& said = *event.diagnostics;
        for (const std::string* const text : {&said.message, &said.detail, &said.hint, &said.where}) note(*text);
    });
    options.events = events;
    return options;
}

void Watch::note(std::string_view text) {
    if (text.empty()) return;
    const std::lock_guard lock(mutex_);
    texts_.emplace_back(text);
}

void Watch::note(const std::exception_ptr& error) {
    if (!error) return;
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& failure) {
        note(failure.what());
        if (const auto* const failed = dynamic_cast<const az::StatementError*>(&failure)) {
            const az::Diagnostics& said = failed->diagnostics();
            for (const std::string* const text :
                 {&said.severity, &said.sqlstate, &said.message, &said.detail, &said.hint, &said.where, &said.schema,
                  &said.table, &said.column, &said.data_type, &said.constraint, &said.statement, &said.parameters}) {
                note(*text);
            }
        }
        if (const auto* const late = dynamic_cast<const az::StatementTimeoutError*>(&failure)) {
            note(late->statement());
            note(late->parameters());
        }
        try {
            std::rethrow_if_nested(failure);
        } catch (...) {
            note(std::current_exception());
        }
    } catch (...) {
        note("an exception of another type");
    }
}

std::vector<std::string> Watch::snapshot() const {
    const std::lock_guard lock(mutex_);
    return texts_;
}

std::size_t Watch::noted() const { return snapshot().size(); }

std::size_t Watch::count(std::string_view secret) const {
    std::size_t found = 0;
    const std::vector<std::string> forms = forms_of(secret);
    for (const std::string& text : snapshot()) {
        for (const std::string& form : forms) found += occurrences(text, form);
    }
    return found;
}

std::string Watch::texts_with(std::string_view secret) const {
    std::string result;
    const std::vector<std::string> forms = forms_of(secret);
    for (const std::string& text : snapshot()) {
        const bool has =
            std::ranges::any_of(forms, [&](const std::string& form) { return text.find(form) != std::string::npos; });
        if (has) result.append("\n--- ").append(text);
    }
    return result;
}

}  // namespace azoth_tests::secrets
