#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace azoth::sqlite::regexp {

/// An invalid pattern, or one that exceeds a limit; the message is a sentence without the prefix "regexp: ".
class PatternError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A set of bytes: patterns and values are matched byte by byte.
using ByteSet = std::bitset<256>;

enum class NodeKind : std::uint8_t {
    bytes,
    sequence,
    alternatives,
    group,  ///< a capturing group
    repeat,
    begin,
    end,
    word_boundary,
    look_ahead,
    back_reference
};

/// A part of a pattern.
struct Node {
    explicit Node(NodeKind node_kind) noexcept : kind(node_kind) {}

    static constexpr std::uint32_t unlimited = 0xFFFFFFFF;

    NodeKind kind;
    bool negated = false;  ///< of word_boundary and look_ahead
    bool lazy = false;     ///< of repeat
    bool can_be_empty = true;
    std::uint32_t number = 0;  ///< of group and back_reference, counted from 1; of bytes: its set
    std::uint32_t least = 0;   ///< of repeat
    std::uint32_t most = 0;
    std::size_t depth = 1;  ///< levels of the tree below this node, inclusive
    std::size_t size = 1;   ///< an upper bound of the number of its instructions
    std::vector<std::unique_ptr<Node>> children;
};

struct Tree {
    std::unique_ptr<Node> root;
    std::vector<ByteSet> sets;
    std::uint32_t groups = 0;
    bool has_back_references = false;
};

/// Parses ECMAScript patterns as std::regex does. Its use of the stack is bounded. Throws PatternError.
Tree parse(std::string_view text);

}  // namespace azoth::sqlite::regexp
