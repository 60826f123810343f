#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace azoth::sqlite {

/// What a view mentions, and how often each mention counts.
using ViewMentions = std::vector<std::pair<std::string, std::uint64_t>>;

/// Estimates what SQLite does to tell the columns of views: it expands each view, and for each mention of another view
/// in it that one again, so that a few views that mention the next one twice each take it forever. SQLite before 3.41
/// can't be interrupted while it does so. The estimate reads the views' texts only: it finds the mentions after FROM,
/// JOIN, IN and OVER, also of common table expressions and windows. Where they stand in a subquery of a column, they
/// count as often as a name that the text gives to a column is used: SQLite copies the column's expression for each
/// use.
class ViewExpansions {
public:
    /// A view and its CREATE VIEW.
    void add(std::string_view name, std::string_view sql);
    /// How many selects are expanded to tell the columns of this view, itself among them; at most `most`.
    std::uint64_t of(std::string_view name) const;

    static constexpr std::uint64_t most = 1'000'000'000;

private:
    std::uint64_t measure(const std::string& name) const;

    std::unordered_map<std::string, ViewMentions> mentions_;  // names in lower case
    mutable std::unordered_map<std::string, std::uint64_t> known_;
};

}  // namespace azoth::sqlite
