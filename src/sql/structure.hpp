#pragma once

#include <azoth/expression/ast.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace azoth {

/// A statement's tree as a string of bytes: equal for two trees that have the same structure over the same tables.
/// Values can be left out. Parameters are listed in the order of their occurrence.
class StructureKey final : private ast::MemberReader {
public:
    explicit StructureKey(bool with_values) : with_values_(with_values) {}

    void write(const ast::Node& statement);
    const std::string& bytes() const noexcept { return bytes_; }
    std::size_t hash() const noexcept;

private:
    void child(const ast::Node* node) override;
    void number(std::int64_t value) override;
    void text(std::string_view value) override;
    void type(const SqlType& value) override;
    void value(const Value& value) override;
    void put(const void* from, std::size_t size) { bytes_.append(static_cast<const char*>(from), size); }
    template <class T>
    void put(T value) {
        put(&value, sizeof value);
    }

    std::string bytes_;
    /// The number of a node, counted by first appearance, and whether it is new.
    std::pair<std::uint32_t, bool> number_of(const ast::Node* node);
    void grow();

    // A hash table with open addressing: a node that occurs several times is written once.
    struct Slot {
        const ast::Node* node = nullptr;
        std::uint32_t number = 0;
    };
    std::vector<Slot> slots_;
    std::uint32_t count_ = 0;
    bool with_values_;
};

}  // namespace azoth
