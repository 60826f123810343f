#include "sql/structure.hpp"

#include <azoth/schema/table_node.hpp>
#include <azoth/sql/compare.hpp>

#include <functional>
#include <string_view>
#include <typeinfo>

namespace azoth {
namespace {

enum class Token : std::uint8_t { none, again, identity, node };

}  // namespace

void StructureKey::write(const ast::Node& statement) { child(&statement); }

std::size_t StructureKey::hash() const noexcept { return std::hash<std::string_view>{}(bytes_); }

void StructureKey::child(const ast::Node* node) {
    if (node == nullptr) return put(Token::none);
    // Tables and their columns are compared by identity.
    if (node->is_unique()) {
        put(Token::identity);
        return put(node);
    }
    // The number of the first occurrence distinguishes a shared node from an equal one.
    const auto [number, is_new] = number_of(node);
    if (!is_new) {
        put(Token::again);
        return put(number);
    }
    put(Token::node);
    put(&typeid(*node));
    node->members(*this);
}

std::pair<std::uint32_t, bool> StructureKey::number_of(const ast::Node* node) {
    if (count_ * 2 >= slots_.size()) grow();
    const std::size_t mask = slots_.size() - 1;
    // Nodes are aligned: their lowest bits carry no information.
    for (std::size_t at = (reinterpret_cast<std::uintptr_t>(node) >> 4) & mask;; at = (at + 1) & mask) {
        Slot& slot = slots_[at];
        if (slot.node == node) return {slot.number, false};
        if (slot.node != nullptr) continue;
        slot = Slot{node, count_};
        return {count_++, true};
    }
}

void StructureKey::grow() {
    const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.empty() ? 64 : slots_.size() * 2));
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
        if (slot.node == nullptr) continue;
        std::size_t at = (reinterpret_cast<std::uintptr_t>(slot.node) >> 4) & mask;
        while (slots_[at].node != nullptr) at = (at + 1) & mask;
        slots_[at] = slot;
    }
}

void StructureKey::number(std::int64_t value) { put(value); }

void StructureKey::text(std::string_view value) {
    put(static_cast<std::uint32_t>(value.size()));
    put(value.data(), value.size());
}

void StructureKey::type(const SqlType& value) {
    put(value.kind());
    put(value.with_timezone());
    put(value.length());
    put(value.scale());
    const TypeDetail& detail = value.detail();
    if (&detail == &SqlType().detail()) return;
    text(detail.name);
    text(detail.schema);
    text(detail.collation);
    for (const std::string& label : detail.labels) text(label);
    for (const SqlType& element : detail.elements) type(element);
}

void StructureKey::value(const Value& value) {
    type(value.type());
    if (!with_values_) return;
    put(value.is_null());
    text(value.cell().text());
}

bool same(const Statement& a, const Statement& b) {
    if (a.node() == b.node()) return true;
    StructureKey first(true);
    StructureKey second(true);
    first.write(*a.node());
    second.write(*b.node());
    return first.bytes() == second.bytes();
}

std::size_t hash(const Statement& statement) {
    StructureKey key(true);
    key.write(*statement.node());
    return key.hash();
}

}  // namespace azoth
