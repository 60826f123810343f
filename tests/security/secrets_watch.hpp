#pragma once

#include <azoth/azoth.hpp>
#include <azoth/engine/events.hpp>
#include <azoth/engine/logger.hpp>
#include <azoth/engine/observer.hpp>

#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace azoth_tests::secrets {

/// Records every text that a program could log: lines of the logger, attributes and errors of spans, attributes of
/// metrics, arguments of hooks, and each part of each error.
class Watch {
public:
    /// Options with which an engine shows everything that it can. The watch must outlive the engine.
    azoth::EngineOptions options(bool hide_parameters);

    void note(std::string_view text);
    /// All of an error: what(), the diagnostics, the nested errors.
    void note(const std::exception_ptr& error);

    /// The number of occurrences of a secret: unchanged, in hexadecimal, base64, percent-encoded or with doubled
    /// quotes.
    std::size_t count(std::string_view secret) const;
    /// The texts in which it occurs.
    std::string texts_with(std::string_view secret) const;
    std::size_t noted() const;

private:
    std::vector<std::string> snapshot() const;

    mutable std::mutex mutex_;
    std::vector<std::string> texts_;
};

/// The forms in which a log could hold a secret.
std::vector<std::string> forms_of(std::string_view secret);

}  // namespace azoth_tests::secrets
