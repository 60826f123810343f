#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

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

protected:
    explicit Node(const Node* owner = nullptr) noexcept : owner_(owner), refs_(0) {}
    virtual ~Node() = default;

private:
    template <class N>
    friend class NodePtr;

    const Node& counted() const noexcept { return owner_ != nullptr ? *owner_ : *this; }

    const Node* const owner_;
    mutable std::atomic<std::uint32_t> refs_;
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

template <class N, class... Args>
NodePtr<N> make_node(Args&&... args) {
    return NodePtr<N>(new N(std::forward<Args>(args)...));
}

using AnyPtr = NodePtr<const Node>;

}  // namespace ast
}  // namespace azoth
