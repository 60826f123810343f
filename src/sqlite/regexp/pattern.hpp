#pragma once

#include "backtracking.hpp"
#include "meter.hpp"
#include "program.hpp"
#include "simulation.hpp"

#include <optional>
#include <string_view>

namespace azoth::sqlite::regexp {

/// A compiled pattern and the memory for matching; used by one thread.
class Pattern {
public:
    /// Throws PatternError.
    explicit Pattern(std::string_view text) : program_(compile(text)) {
        if (program_.has_back_references) {
            backtracking_.emplace(program_);
        } else {
            simulation_.emplace(program_);
        }
    }
    Pattern(const Pattern&) = delete;
    Pattern& operator=(const Pattern&) = delete;

    /// Whether some part of the value matches. Throws Exceeded and Interrupted.
    bool is_found_in(std::string_view value, Meter& meter) {
        return backtracking_ ? backtracking_->search(value, meter) : simulation_->run(0, value, 0, true, meter);
    }

private:
    Program program_;
    std::optional<Simulation> simulation_;
    std::optional<Backtracking> backtracking_;
};

}  // namespace azoth::sqlite::regexp
