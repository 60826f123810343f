#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

class Visitor;

namespace ast {

class FromClause;
class MemberReader;
class MemberMapper;
/// FROM clauses in the order of their first occurrence in a statement.
class FromList;

template <class N>
class NodePtr;

/// Maximum depth of a tree: functions that traverse it, and its destructor, recurse to this depth.
inline constexpr std::uint16_t max_depth = 1000;

/// Base of all nodes of a statement. Lifetime: counted by reference; a column lives inside its table, so a pointer to
/// it keeps the table alive. Threads: immutable once shared, may be used from many threads.
class Node {
public:
    Node(const Node& other) noexcept : owner_(nullptr), refs_(0) { static_cast<void>(other); }
    Node& operator=(const Node&) = delete;

    /// Calls the visitor's function for the node's class.
    virtual void accept(Visitor& visitor) const = 0;
    /// Passes every member to the reader, in a fixed order: the basis of hashing, comparing, traversing and printing.
    virtual void members(MemberReader& reader) const = 0;
    /// Returns a copy whose children are replaced by what the mapper returns for them.
    virtual NodePtr<Node> rebuild(MemberMapper& mapper) const = 0;
    /// Adds the FROM clauses that this node needs in the enclosing statement: by default those of its members; a
    /// statement needs none.
    virtual void collect_from(FromList& list) const;
    /// Whether the node equals only itself, like a table and its columns. Other nodes are equal if their members are.
    virtual bool is_unique() const noexcept { return false; }
    /// Depth of the tree below this node, when it was made.
    virtual std::uint16_t depth() const { return depth_; }

protected:
    explicit Node(const Node* owner = nullptr) noexcept : owner_(owner), refs_(0) {}
    virtual ~Node() = default;

private:
    template <class N>
    friend class NodePtr;
    template <class N, class... Args>
    friend NodePtr<N> make_node(Args&&... args);

    const Node& counted() const noexcept { return owner_ != nullptr ? *owner_ : *this; }

    const Node* const owner_;
    mutable std::atomic<std::uint32_t> refs_;
    std::uint16_t depth_ = 0;
};

/// A counted reference to a node.
template <class N>
class NodePtr {
public:
    constexpr NodePtr() noexcept = default;
    constexpr NodePtr(std::nullptr_t) noexcept {}
    explicit NodePtr(N* node) noexcept : node_(node) { retain(); }
    NodePtr(const NodePtr& other) noexcept : node_(other.node_) { retain(); }
    NodePtr(NodePtr&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
    template <class M>
    requires std::is_convertible_v<M*, N*> NodePtr(const NodePtr<M>& other)
    noexcept : node_(other.get()) { retain(); }
    template <class M>
    requires std::is_convertible_v<M*, N*> NodePtr(NodePtr<M>&& other)
    noexcept : node_(other.detach()) {}
    NodePtr& operator=(NodePtr other) noexcept {
        std::swap(node_, other.node_);
        return *this;
    }
    ~NodePtr() { release(); }

    /// The node, or null.
    N* get() const noexcept { return node_; }
    N& operator*() const noexcept { return *node_; }
    N* operator->() const noexcept { return node_; }
    /// Whether there is a node.
    explicit operator bool() const noexcept { return node_ != nullptr; }
    /// Whether no other pointer refers to the node, so that its owner may still change it.
    bool unique() const noexcept {
        return node_ != nullptr && base().counted().refs_.load(std::memory_order_acquire) == 1;
    }
    /// Returns the pointer without releasing it; this object becomes null.
    N* detach() noexcept { return std::exchange(node_, nullptr); }

    /// Compares the addresses.
    friend bool operator==(const NodePtr& a, const NodePtr& b) noexcept { return a.node_ == b.node_; }

private:
    const Node& base() const noexcept { return *node_; }
    void retain() const noexcept {
        if (node_ != nullptr) base().counted().refs_.fetch_add(1, std::memory_order_relaxed);
    }
    void release() const noexcept {
        if (node_ == nullptr) return;
        const Node& node = base().counted();
        if (node.refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete &node;
    }

    N* node_ = nullptr;
};

/// Computes the depth of a node from its members.
class DepthReader {
public:
    /// Adds a child.
    void add(const Node& member) { deepest_ = std::max(deepest_, member.depth()); }
    /// Adds the children of a member.
    template <class N>
    void operator()(const NodePtr<N>& node) {
        if (node) add(*node);
    }
    template <class T>
    void operator()(const std::vector<T>& list) {
        for (const auto& item : list) (*this)(item);
    }
    template <class A, class B>
    void operator()(const std::pair<A, B>& pair) {
        (*this)(pair.first);
        (*this)(pair.second);
    }
    template <class T>
    void operator()(const std::optional<T>& member) {
        if (member) (*this)(*member);
    }
    template <class T>
    void operator()(const T&) noexcept {}

    /// The depth of the node with these members. Throws ArgumentError if it is more than max_depth.
    std::uint16_t depth() const {
        if (deepest_ >= max_depth) throw_too_deep();
        return static_cast<std::uint16_t>(deepest_ + 1);
    }

private:
    [[noreturn]] static void throw_too_deep();

    std::uint16_t deepest_ = 0;
};

/// Makes a node. Throws ArgumentError if it is more than max_depth nodes deep.
template <class N, class... Args>
NodePtr<N> make_node(Args&&... args) {
    using Made = std::remove_const_t<N>;
    Made* const made = new Made(std::forward<Args>(args)...);
    NodePtr<N> node(made);
    if constexpr (requires(DepthReader & reader) { Made::describe(std::as_const(*made), reader); }) {
        DepthReader reader;
        Made::describe(std::as_const(*made), reader);
        made->Node::depth_ = reader.depth();
    }
    return node;
}

/// A shared, immutable node of any class.
using AnyPtr = NodePtr<const Node>;

}  // namespace ast
}  // namespace azoth
