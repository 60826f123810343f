#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace azoth::detail {

/// Hashes texts of any class, pointers, and pairs of them.
struct AnyHash {
    using is_transparent = void;

    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    template <class T>
    std::size_t operator()(T* pointer) const noexcept {
        // Nodes are aligned: their lowest bits are all the same.
        return reinterpret_cast<std::uintptr_t>(pointer) >> 4;
    }
    template <class A, class B>
    std::size_t operator()(const std::pair<A, B>& pair) const noexcept {
        return (*this)(pair.first) * 31 + (*this)(pair.second);
    }
};

/// A map for a compilation. With a few entries lookups compare them one after the other, without an allocation for an
/// index; a larger map has a hash table, so that the cost of a lookup does not grow with it. Entries keep the order of
/// their insertion and are never removed.
template <class Key, class Mapped>
class GrowingMap {
public:
    /// Returns the value of a key, or null. Valid until the next insert().
    template <class Like>
    Mapped* find(const Like& key) {
        if (!index_) {
            for (auto& [known, value] : entries_) {
                if (known == key) return &value;
            }
            return nullptr;
        }
        const auto found = index_->find(key);
        return found == index_->end() ? nullptr : &entries_[found->second].second;
    }
    /// Adds a key that is not in the map yet.
    Mapped& insert(Key key, Mapped value) {
        if (entries_.size() == few) {
            index_ = std::make_unique<Index>();
            for (std::size_t i = 0; i < entries_.size(); ++i) index_->emplace(entries_[i].first, i);
        }
        if (index_) index_->emplace(key, entries_.size());
        entries_.emplace_back(std::move(key), std::move(value));
        return entries_.back().second;
    }
    std::size_t size() const noexcept { return entries_.size(); }

private:
    using Index = std::unordered_map<Key, std::size_t, AnyHash, std::equal_to<>>;
    static constexpr std::size_t few = 16;

    std::vector<std::pair<Key, Mapped>> entries_;
    std::unique_ptr<Index> index_;
};

}  // namespace azoth::detail
