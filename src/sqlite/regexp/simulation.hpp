#pragma once

#include "meter.hpp"
#include "program.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace azoth::sqlite::regexp {

/// Follows all ways through a program at the same time, byte by byte. Time: the length of the value times the size of
/// the program; memory: the size of the program. A look-ahead starts another simulation. Back references are not
/// supported.
class Simulation {
public:
    explicit Simulation(const Program& program);

    /// Whether a match from `instruction` on begins at `at` or, when it searches, at any later position.
    bool run(std::uint32_t instruction, std::string_view value, std::size_t at, bool searches, Meter& meter);

private:
    // A set of instructions with constant-time lookup and clearing, and the list of those that consume a byte.
    class Set {
    public:
        explicit Set(std::size_t size) : places_(size), members_(size) { takers.reserve(size); }

        bool insert(std::uint32_t member) noexcept {
            const std::uint32_t place = places_[member];
            if (place < size_ && members_[place] == member) return false;
            places_[member] = size_;
            members_[size_++] = member;
            return true;
        }
        void clear() noexcept {
            size_ = 0;
            takers.clear();
        }

        std::vector<std::uint32_t> takers;

    private:
        std::vector<std::uint32_t> places_;
        std::vector<std::uint32_t> members_;
        std::uint32_t size_ = 0;
    };

    bool can_begin(std::string_view value, std::size_t at) const noexcept;
    bool add(Set& set, std::uint32_t instruction, std::string_view value, std::size_t at, Meter& meter);
    bool looks_ahead(std::uint32_t look, std::string_view value, std::size_t at, Meter& meter);

    const Program& program_;
    Set current_;
    Set next_;
    std::vector<std::uint32_t> ways_;
    std::unique_ptr<Simulation> inner_;  // of the look-aheads
};

}  // namespace azoth::sqlite::regexp
