#include "sqlite/view_expansions.hpp"

#include "sqlite/ddl_tokens.hpp"
#include "types/ascii.hpp"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <utility>

namespace azoth::sqlite {
namespace {

bool is_one_of(std::string_view keyword, std::initializer_list<std::string_view> keywords) {
    return std::ranges::find(keywords, keyword) != keywords.end();
}

/// Finds the references in one CREATE VIEW. The references in a common table expression or a window belong to a node of
/// their own, named by the view, a NUL, and the expression's or window's name.
class MentionFinder {
public:
    using Mentions = std::unordered_map<std::string, ViewMentions>;

    MentionFinder(std::string view, std::string_view sql, Mentions& mentions)
        : view_(std::move(view)),
          tokens_(ddl_tokens(sql)),
          mentions_(mentions),
          frames_{{false, false, 1, view_}},
          copies_(copies()) {
        mentions_[view_];
    }

    void find() {
        for (std::size_t at = 0; at < tokens_.size(); ++at) {
            const std::string& keyword = tokens_[at].keyword;
            if (keyword == "(") {
                open(at);
            } else if (keyword == ")") {
                if (frames_.size() > 1) frames_.pop_back();
            } else if (is_one_of(keyword, {"FROM", "JOIN"})) {
                frames_.back().in_from = true;
                frames_.back().in_columns = false;
            } else if (is_one_of(keyword, {"SELECT", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "EXCEPT",
                                           "INTERSECT", "VALUES"})) {
                frames_.back().in_from = false;
                frames_.back().in_columns = keyword == "SELECT";
            } else if (tokens_[at].is_name && is_mention(at)) {
                mention(ascii::to_lower(tokens_[at].text));
            }
        }
    }

private:
    /// What is in the parentheses that are open.
    struct Frame {
        bool in_from;
        bool in_columns;
        std::uint64_t factor;  // how often a reference counts
        std::string node;
    };

    std::string_view keyword(std::size_t at) const {
        return at < tokens_.size() ? std::string_view(tokens_[at].keyword) : std::string_view();
    }
    std::string own(const std::string& name) const { return view_ + '\0' + name; }

    void mention(const std::string& name) {
        ViewMentions& of_node = mentions_[frames_.back().node];
        of_node.emplace_back(own(name), frames_.back().factor);
        of_node.emplace_back(name, frames_.back().factor);
    }
    bool begins_table(std::size_t at) const { return is_one_of(keyword(at), {"FROM", "JOIN", ",", "("}); }
    bool is_mention(std::size_t at) const {
        if (at == 0) return false;
        if (is_one_of(keyword(at - 1), {"IN", "OVER"}) || at == base_window_) return true;
        if (!frames_.back().in_from) return false;
        return begins_table(at - 1) || (keyword(at - 1) == "." && at >= 3 && begins_table(at - 3));
    }
    void open(std::size_t at) {
        const Frame& around = frames_.back();
        Frame frame{around.in_from && at > 0 && begins_table(at - 1), false, around.factor, around.node};
        if (around.in_columns) frame.factor = std::min(ViewExpansions::most, frame.factor * copies_);
        if (const std::string name = defined_by(at); !name.empty()) {
            frame = {false, false, 1, own(name)};
            // A definition counts at least once, even without references.
            mentions_[frames_.back().node].emplace_back(frame.node, around.factor);
            base_window_ = at + 1;
        }
        frames_.push_back(std::move(frame));
    }
    // Whether a word is the name of a column: after AS, or before what ends the column.
    bool names_column(std::size_t at) const {
        if (at == 0 || !tokens_[at].is_name || keyword(at) == "FROM") return false;
        if (is_one_of(keyword(at - 1), {"SELECT", "DISTINCT", "ALL"})) return false;
        if (keyword(at - 1) == "AS") return true;
        const bool ends = at + 1 == tokens_.size() ||
                          is_one_of(keyword(at + 1), {",", "FROM", ")", "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER",
                                                      "LIMIT", "UNION", "EXCEPT", "INTERSECT"});
        return ends && (tokens_[at - 1].is_name || keyword(at - 1) == ")");
    }
    // How often the expression of a column may be copied: once, and once for each use of its name.
    std::uint64_t copies() const {
        std::unordered_map<std::string, std::uint64_t> uses;
        for (std::size_t at = 0; at < tokens_.size(); ++at) {
            const bool qualified = keyword(at + 1) == "." || (at > 0 && keyword(at - 1) == ".");
            if (tokens_[at].is_name && !qualified) ++uses[ascii::to_lower(tokens_[at].text)];
        }
        std::uint64_t most = 1;
        for (std::size_t at = 0; at < tokens_.size(); ++at) {
            if (names_column(at)) most = std::max(most, uses[ascii::to_lower(tokens_[at].text)]);
        }
        return most;
    }
    // The name before AS and these parentheses; empty if there is none.
    std::string defined_by(std::size_t at) const {
        if (at == 0) return {};
        std::size_t before = at - 1;
        if (keyword(before) == "MATERIALIZED" && before > 0) --before;
        if (keyword(before) == "NOT" && before > 0) --before;
        if (keyword(before) != "AS" || before == 0) return {};
        --before;
        if (keyword(before) == ")") {
            while (before > 0 && keyword(before) != "(") --before;
            if (before == 0) return {};
            --before;
        }
        return ascii::to_lower(tokens_[before].text);
    }

    const std::string view_;
    const std::vector<DdlToken> tokens_;
    Mentions& mentions_;
    std::vector<Frame> frames_;
    const std::uint64_t copies_;
    std::size_t base_window_ = 0;  // the position after the last "AS ("
};

}  // namespace

void ViewExpansions::add(std::string_view name, std::string_view sql) {
    MentionFinder(ascii::to_lower(name), sql, mentions_).find();
    known_.clear();
}

std::uint64_t ViewExpansions::of(std::string_view name) const { return measure(ascii::to_lower(name)); }

// Not recursive: the chain of views may be as long as the file.
std::uint64_t ViewExpansions::measure(const std::string& name) const {
    struct Step {
        const std::string* node;
        const ViewMentions* mentions;
        std::size_t next;
        std::uint64_t sum;
    };
    std::vector<Step> steps;
    std::uint64_t result = 0;
    const auto enter = [&](const std::string& node) {
        if (const auto done = known_.find(node); done != known_.end()) {
            result = done->second;
            return false;
        }
        const auto found = mentions_.find(node);
        result = 0;
        if (found == mentions_.end()) return false;
        known_[node] = 1;  // reached again: a cycle, which SQLite rejects
        steps.push_back({&found->first, &found->second, 0, 1});
        return true;
    };
    enter(name);
    while (!steps.empty()) {
        Step& step = steps.back();
        if (step.next < step.mentions->size()) {
            const auto& [mentioned, count] = (*step.mentions)[step.next];
            if (enter(mentioned)) continue;  // this node is continued later
            ++step.next;
            step.sum = std::min(most, step.sum + count * result);
            continue;
        }
        result = step.sum;
        known_[*step.node] = result;
        steps.pop_back();
    }
    return result;
}

}  // namespace azoth::sqlite
