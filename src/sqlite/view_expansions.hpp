#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace azoth::sqlite {

/// The references of a view, with how often each counts.
using ViewMentions = std::vector<std::pair<std::string, std::uint64_t>>;

/// Estimates the work that SQLite needs to find the columns of views: it expands each view, and for each reference to
/// another view it expands that one again, so a chain of views that refer to the next one twice takes exponential time.
/// SQLite before 3.41 cannot be interrupted during it. The estimate uses only the views' texts: it finds references
/// after FROM, JOIN, IN and OVER, including those to common table expressions and windows. References in a subquery of
/// a column count once for each use of that column's name, because SQLite copies the column's expression for each use.
class ViewExpansions {
public:
    /// Adds a view with its CREATE VIEW.
    void add(std::string_view name, std::string_view sql);
    /// The number of selects that are expanded to find the columns of this view, itself included; at most `most`.
    std::uint64_t of(std::string_view name) const;

    static constexpr std::uint64_t most = 1'000'000'000;

private:
    std::uint64_t measure(const std::string& name) const;

    std::unordered_map<std::string, ViewMentions> mentions_;  // names in lower case
    mutable std::unordered_map<std::string, std::uint64_t> known_;
};

}  // namespace azoth::sqlite
