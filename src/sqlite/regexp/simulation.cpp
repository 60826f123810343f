#include "simulation.hpp"

#include "positions.hpp"

#include <utility>

namespace azoth::sqlite::regexp {

Simulation::Simulation(const Program& program)
    : program_(program), current_(program.instructions.size()), next_(program.instructions.size()) {}

bool Simulation::run(std::uint32_t instruction, std::string_view value, std::size_t at, bool searches, Meter& meter) {
    current_.clear();
    if (add(current_, instruction, value, at, meter)) return true;
    for (; at < value.size(); ++at) {
        if (current_.takers.empty()) {
            if (!searches || program_.anchored) return false;
            if (program_.has_first) {
                at = find_byte(value, at, program_.first, meter);
                if (at == value.size()) return false;
                current_.clear();
                add(current_, instruction, value, at, meter);
            }
        }
        next_.clear();
        meter.spend(current_.takers.size() + std::uint64_t{1});
        for (const std::uint32_t taker : current_.takers) {
            const Instruction& taking = program_.instructions[taker];
            if (!program_.sets[taking.x].test(static_cast<unsigned char>(value[at]))) continue;
            if (add(next_, taker + 1, value, at + 1, meter)) return true;
        }
        if (searches && can_begin(value, at + 1) && add(next_, instruction, value, at + 1, meter)) return true;
        std::swap(current_, next_);
    }
    return false;
}

bool Simulation::can_begin(std::string_view value, std::size_t at) const noexcept {
    if (program_.anchored) return false;
    if (!program_.has_first) return true;
    return at < value.size() && program_.first.test(static_cast<unsigned char>(value[at]));
}

// Adds an instruction and all that follow without consuming a byte. Returns whether one of them is a match.
bool Simulation::add(Set& set, std::uint32_t instruction, std::string_view value, std::size_t at, Meter& meter) {
    ways_.assign(1, instruction);
    while (!ways_.empty()) {
        const std::uint32_t way = ways_.back();
        ways_.pop_back();
        meter.spend(1);
        if (!set.insert(way)) continue;
        const Instruction& found = program_.instructions[way];
        switch (found.operation) {
            case Operation::match: return true;
            case Operation::split: ways_.push_back(found.y); [[fallthrough]];
            case Operation::jump: ways_.push_back(found.x); break;
            case Operation::begin:
                if (at == 0) ways_.push_back(way + 1);
                break;
            case Operation::end:
                if (at == value.size()) ways_.push_back(way + 1);
                break;
            case Operation::word_boundary:
                if (is_word_boundary(value, at) != (found.x != 0)) ways_.push_back(way + 1);
                break;
            // The exit of a loop whose iteration consumed nothing was already added.
            case Operation::save:
            case Operation::mark:
            case Operation::check_empty: ways_.push_back(way + 1); break;
            case Operation::look_ahead:
                if (looks_ahead(way, value, at, meter)) ways_.push_back(found.x);
                break;
            case Operation::bytes: set.takers.push_back(way); break;
            case Operation::back_reference: break;
        }
    }
    return false;
}

bool Simulation::looks_ahead(std::uint32_t look, std::string_view value, std::size_t at, Meter& meter) {
    if (!inner_) {
        meter.spend(program_.instructions.size());
        inner_ = std::make_unique<Simulation>(program_);
    }
    const bool matches = inner_->run(look + 1, value, at, false, meter);
    return matches != (program_.instructions[look].y != 0);
}

}  // namespace azoth::sqlite::regexp
