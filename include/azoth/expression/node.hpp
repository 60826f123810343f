#pragma once

#include <azoth/export.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

class Visitor;

namespace ast {

class FromClause;
class MemberReader;
class MemberMapper;
/// FROM clauses in the order in which a statement meets them, each once.
class FromList;

template <class N>
class NodePtr;

/// How many nodes may stand one within another: everything that walks through them, a destructor too, goes as deep.
inline constexpr std::uint16_t max_depth = 1000;

/// The root of everything a statement is made of. A node is immutable once it is shared, counted by reference, and safe
/// to use from many threads. A column lives inside its table: holding it holds the table.
class Node {
public:
    Node(const Node& other) noexcept : owner_(nullptr), refs_(0) { static_cast<void>(other); }
    Node& operator=(const Node&) = delete;

    virtual void accept(Visitor& visitor) const = 0;
    /// Shows every member to the reader, in a fixed order: hashing, comparing, walking and printing follow from it.
    virtual void members(MemberReader& reader) const = 0;
    /// A copy, its children replaced by what the mapper makes of them.
    virtual NodePtr<Node> rebuild(MemberMapper& mapper) const = 0;
    /// Adds the FROM clauses that this node needs in the statement around it. By default those of its members; a
    /// statement of its own needs none.
    virtual void collect_from(FromList& list) const;
    /// Whether it is the same only as itself, as a table and its columns are: others are what their members are.
    virtual bool is_unique() const noexcept { return false; }
    /// How many nodes stand one within another in it, when it was made.
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

    N* get() const noexcept { return node_; }
    N& operator*() const noexcept { return *node_; }
    N* operator->() const noexcept { return node_; }
    explicit operator bool() const noexcept { return node_ != nullptr; }
    /// Whether nothing else refers to the node, so that its owner may still change it.
    bool unique() const noexcept {
        return node_ != nullptr && base().counted().refs_.load(std::memory_order_acquire) == 1;
    }
    /// Gives the pointer up without releasing it.
    N* detach() noexcept { return std::exchange(node_, nullptr); }

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

/// Finds the deepest of the members that it is shown.
class DepthReader {
public:
    void add(const Node& member) { deepest_ = std::max(deepest_, member.depth()); }
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

    /// The depth of the node that has these members. Throws ArgumentError if it is more than max_depth.
    std::uint16_t depth() const {
        if (deepest_ >= max_depth) throw_too_deep();
        return static_cast<std::uint16_t>(deepest_ + 1);
    }

private:
    [[noreturn]] static void throw_too_deep();

    std::uint16_t deepest_ = 0;
};

/// Throws ArgumentError if it is more than max_depth nodes deep.
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

using AnyPtr = NodePtr<const Node>;

}  // namespace ast
}  // namespace azoth

AZOTH_EXPORT_END
