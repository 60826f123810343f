#pragma once

#include "meter.hpp"
#include "program.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace azoth::sqlite::regexp {

/// Tries the alternatives one by one, as back references require; only the meter bounds their number. The alternatives
/// that are left are on the heap.
class Backtracking {
public:
    explicit Backtracking(const Program& program) : program_(program) {}

    bool search(std::string_view value, Meter& meter);

private:
    enum class Undo : std::uint8_t { branch, slot, mark };

    // An alternative to try from a position, or the previous value of a slot or mark.
    struct Entry {
        Undo kind;
        std::uint32_t index;
        std::size_t position;
    };

    static constexpr std::size_t most_entries = 1'000'000;

    bool run(std::uint32_t instruction, std::size_t at);
    bool takes_back_reference(std::uint32_t group, std::size_t& at) const;
    bool looks_ahead(std::uint32_t look, std::size_t at);
    void set(std::vector<std::size_t>& values, Undo kind, std::uint32_t index, std::size_t position);
    void keep(Entry entry);
    void restore(const Entry& entry) noexcept;

    const Program& program_;
    std::string_view value_;
    Meter* meter_ = nullptr;
    std::vector<std::size_t> slots_;
    std::vector<std::size_t> marks_;
    std::vector<Entry> entries_;
};

}  // namespace azoth::sqlite::regexp
