#pragma once

#include <azoth/expression/ast.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace azoth::detail {

/// Finds the position of a parameter among those of a statement in constant time: a unique parameter by its node, any
/// other by its key and index.
class BindIndex {
public:
    static constexpr std::uint32_t absent = UINT32_MAX;

    void reserve(std::size_t parameters) {
        std::size_t slots = 64;
        while (slots < parameters * 2) slots *= 2;
        if (slots > slots_.size()) rehash(slots);
    }
    std::uint32_t find(const ast::BindParameter& node) const {
        if (!node.unique) {
            const auto found = named_.find(name_of(node));
            return found == named_.end() ? absent : found->second;
        }
        if (slots_.empty()) return absent;
        for (std::size_t at = start(&node);; at = next(at)) {
            if (slots_[at].node == &node) return slots_[at].place;
            if (slots_[at].node == nullptr) return absent;
        }
    }
    /// The node must be one that find() does not find; it must outlive the index.
    void add(const ast::BindParameter& node, std::uint32_t place) {
        if (!node.unique) {
            named_.emplace(name_of(node), place);
            return;
        }
        if ((count_ + 1) * 2 > slots_.size()) rehash(slots_.empty() ? 64 : slots_.size() * 2);
        put(Slot{&node, place});
        ++count_;
    }

private:
    struct Slot {
        const ast::BindParameter* node = nullptr;
        std::uint32_t place = 0;
    };
    using Name = std::pair<std::string, int>;
    struct NameHash {
        std::size_t operator()(const Name& name) const noexcept {
            return std::hash<std::string>{}(name.first) * 31 + static_cast<std::size_t>(name.second);
        }
    };

    static Name name_of(const ast::BindParameter& node) { return Name(node.key, node.index); }
    // Multiplication spreads addresses that lie at regular distances.
    std::size_t start(const ast::BindParameter* node) const noexcept {
        return static_cast<std::size_t>((reinterpret_cast<std::uintptr_t>(node) >> 4) * 0x9E3779B97F4A7C15ULL >> 24) &
               (slots_.size() - 1);
    }
    std::size_t next(std::size_t at) const noexcept { return (at + 1) & (slots_.size() - 1); }
    void put(const Slot& slot) noexcept {
        std::size_t at = start(slot.node);
        while (slots_[at].node != nullptr) at = next(at);
        slots_[at] = slot;
    }
    void rehash(std::size_t slots) {
        const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots));
        for (const Slot& slot : old) {
            if (slot.node != nullptr) put(slot);
        }
    }

    std::vector<Slot> slots_;  // open addressing: a power of two in size, at most half full
    std::size_t count_ = 0;
    std::unordered_map<Name, std::uint32_t, NameHash> named_;
};

}  // namespace azoth::detail
