#include "postgresql/pipeline/notices.hpp"

#include "postgresql/errors.hpp"

#include <string>
#include <utility>

namespace azoth::postgresql::pipeline {
namespace {

// Maximum number of notices that are kept until they are taken.
constexpr std::size_t most_notices = 1'000;

}  // namespace

void Notices::keep(const protocol::ServerReport& report) {
    if (notices_.size() >= most_notices || bytes_ >= max_bytes_) {
        ++discarded_;
        return;
    }
    Diagnostics& notice = notices_.emplace_back(diagnostics_of(report, max_bytes_ - bytes_));
    bytes_ += size_of(notice);
}

std::vector<Diagnostics> Notices::take() {
    if (const std::size_t discarded = std::exchange(discarded_, 0); discarded != 0) {
        Diagnostics& notice = notices_.emplace_back();
        notice.severity = "WARNING";
        notice.sqlstate = "01000";
        notice.message = std::to_string(discarded) + " notices of the server were discarded: more than " +
                         std::to_string(most_notices) +
                         " arrived at once, or more bytes than EngineOptions::max_notice_bytes allows";
    }
    bytes_ = 0;
    return std::exchange(notices_, {});
}

}  // namespace azoth::postgresql::pipeline
