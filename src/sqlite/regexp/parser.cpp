#include "bracket.hpp"
#include "tree.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace azoth::sqlite::regexp {
namespace {

using NodePtr = std::unique_ptr<Node>;

constexpr std::size_t longest_pattern = 32 * 1024;
// Maximum number of open parentheses, which is the depth of the parser's recursion.
constexpr std::size_t deepest_nesting = 250;
// Maximum depth of the tree, including quantifiers, which is the depth of recursion in building and destroying it.
constexpr std::size_t deepest_tree = 800;
constexpr std::size_t largest_program = 50'000;

std::size_t times(std::size_t a, std::size_t b) {
    return b != 0 && a > std::numeric_limits<std::size_t>::max() / b ? std::numeric_limits<std::size_t>::max() : a * b;
}

class Parser {
public:
    explicit Parser(std::string_view text) noexcept : text_(text) {}

    Tree parse() {
        if (text_.size() > longest_pattern) {
            throw PatternError("the pattern is longer than " + std::to_string(longest_pattern) + " bytes");
        }
        tree_.root = alternatives();
        if (!done())
            throw PatternError("the pattern has a ) without its (, or a quantifier with nothing to repeat, at byte " +
                               std::to_string(at_) + " (from 0); a backslash before it makes it the character");
        tree_.groups = groups_;
        return std::move(tree_);
    }

private:
    bool done() const noexcept { return at_ >= text_.size(); }
    bool take(std::string_view wanted) noexcept {
        if (!text_.substr(at_).starts_with(wanted)) return false;
        at_ += wanted.size();
        return true;
    }

    // Checks every node that has children, so that neither its depth nor the program's size exceeds the limits.
    static NodePtr checked(NodePtr node) {
        std::size_t size = node->kind == NodeKind::sequence ? 0 : 2;
        bool all_empty = true;
        bool any_empty = false;
        for (const NodePtr& child : node->children) {
            node->depth = std::max(node->depth, child->depth + 1);
            size += child->size + (node->kind == NodeKind::alternatives ? 2 : 0);
            all_empty = all_empty && child->can_be_empty;
            any_empty = any_empty || child->can_be_empty;
        }
        if (node->kind == NodeKind::repeat) {
            const bool bounded = node->most != Node::unlimited;
            size = times(size + 2, std::max<std::size_t>(bounded ? node->most : node->least + std::size_t{1}, 1));
            all_empty = all_empty || node->least == 0;
        }
        node->can_be_empty = node->kind == NodeKind::look_ahead     ? true
                             : node->kind == NodeKind::alternatives ? any_empty
                                                                    : all_empty;
        node->size = std::max<std::size_t>(size, 1);
        if (node->depth > deepest_tree) throw PatternError("the pattern is nested too deeply");
        if (node->size > largest_program) throw PatternError("the pattern's repetitions make it too large");
        return node;
    }

    NodePtr alternatives() {
        NodePtr node = std::make_unique<Node>(NodeKind::alternatives);
        do {
            node->children.push_back(sequence());
        } while (take("|"));
        return node->children.size() == 1 ? std::move(node->children.front()) : checked(std::move(node));
    }

    NodePtr sequence() {
        NodePtr node = std::make_unique<Node>(NodeKind::sequence);
        while (NodePtr part = term()) node->children.push_back(std::move(part));
        return node->children.size() == 1 ? std::move(node->children.front()) : checked(std::move(node));
    }

    NodePtr term() {
        if (NodePtr node = assertion()) return node;
        NodePtr node = atom();
        while (node && quantify(node)) continue;
        return node;
    }

    NodePtr assertion() {
        if (take("^")) return std::make_unique<Node>(NodeKind::begin);
        if (take("$")) return std::make_unique<Node>(NodeKind::end);
        const bool boundary = take("\\b");
        if (boundary || take("\\B")) {
            NodePtr node = std::make_unique<Node>(NodeKind::word_boundary);
            node->negated = !boundary;
            return node;
        }
        const bool positive = take("(?=");
        if (!positive && !take("(?!")) return nullptr;
        NodePtr node = std::make_unique<Node>(NodeKind::look_ahead);
        node->negated = !positive;
        node->children.push_back(parenthesized());
        return checked(std::move(node));
    }

    NodePtr atom() {
        if (done()) return nullptr;
        switch (text_[at_]) {
            case '|':
            case ')': return nullptr;
            case '*':
            case '+':
            case '?':
            case '{': throw PatternError("the pattern has a quantifier without an operand");
            case '.': {
                ++at_;
                ByteSet line;
                line.set('\n').set('\r');
                return bytes(~line);
            }
            case '[': ++at_; return bytes(read_bracket(text_, at_));
            case '\\': ++at_; return escaped();
            case '(': ++at_; return group();
            default: return byte(text_[at_++]);
        }
    }

    NodePtr group() {
        if (take("?:")) return parenthesized();
        if (take("?")) throw PatternError("the pattern has an unknown group (?...)");
        NodePtr node = std::make_unique<Node>(NodeKind::group);
        node->number = ++groups_;
        open_.push_back(node->number);
        node->children.push_back(parenthesized());
        open_.pop_back();
        return checked(std::move(node));
    }

    NodePtr parenthesized() {
        if (++nesting_ > deepest_nesting) {
            throw PatternError("the pattern's parentheses are nested more than " + std::to_string(deepest_nesting) +
                               " levels deep");
        }
        NodePtr node = alternatives();
        if (!take(")")) throw PatternError("the pattern has a ( without its )");
        --nesting_;
        return node;
    }

    NodePtr escaped() {
        if (done() || text_[at_] < '1' || text_[at_] > '9') {
            const Escape escape = read_escape(text_, at_);
            return escape.is_class ? bytes(escape.bytes) : byte(static_cast<char>(escape.byte));
        }
        NodePtr node = std::make_unique<Node>(NodeKind::back_reference);
        node->number = number();
        if (node->number > groups_ || std::ranges::find(open_, node->number) != open_.end()) {
            throw PatternError("the pattern has a back reference to a group that does not end before it");
        }
        tree_.has_back_references = true;
        return node;
    }

    bool quantify(NodePtr& node) {
        std::uint32_t least = 0;
        std::uint32_t most = Node::unlimited;
        if (take("+")) {
            least = 1;
        } else if (take("?")) {
            most = 1;
        } else if (take("{")) {
            least = most = number();
            if (take(",")) most = !done() && text_[at_] == '}' ? Node::unlimited : number();
            if (!take("}") || most < least) throw PatternError("the pattern has an invalid {...}");
        } else if (!take("*")) {
            return false;
        }
        NodePtr repeat = std::make_unique<Node>(NodeKind::repeat);
        repeat->least = least;
        repeat->most = most;
        repeat->lazy = take("?");
        repeat->children.push_back(std::move(node));
        node = checked(std::move(repeat));
        return true;
    }

    std::uint32_t number() {
        constexpr std::uint32_t highest = 1'000'000;
        const std::size_t begin = at_;
        std::uint32_t value = 0;
        for (; !done() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
            value = std::min(value * 10 + static_cast<std::uint32_t>(text_[at_] - '0'), highest);
        }
        if (at_ == begin) throw PatternError("the pattern has an invalid {...}");
        return value;
    }

    NodePtr byte(char value) {
        ByteSet set;
        set.set(static_cast<unsigned char>(value));
        return bytes(set);
    }
    NodePtr bytes(const ByteSet& set) {
        NodePtr node = std::make_unique<Node>(NodeKind::bytes);
        node->can_be_empty = false;
        node->number = static_cast<std::uint32_t>(tree_.sets.size());
        tree_.sets.push_back(set);
        return node;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t nesting_ = 0;
    std::uint32_t groups_ = 0;
    std::vector<std::uint32_t> open_;
    Tree tree_;
};

}  // namespace

Tree parse(std::string_view text) { return Parser(text).parse(); }

}  // namespace azoth::sqlite::regexp
