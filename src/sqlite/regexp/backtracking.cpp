#include "backtracking.hpp"

#include "positions.hpp"

#include <algorithm>

namespace azoth::sqlite::regexp {

bool Backtracking::search(std::string_view value, Meter& meter) {
    value_ = value;
    meter_ = &meter;
    entries_.clear();
    slots_.assign(program_.slots, std::string_view::npos);
    marks_.assign(program_.marks, std::string_view::npos);
    // A run without a match restores all slots.
    for (std::size_t at = 0;; ++at) {
        if (program_.has_first) at = find_byte(value, at, program_.first, meter);
        if (run(0, at)) return true;
        if (at >= value.size() || program_.anchored) return false;
    }
}

bool Backtracking::run(std::uint32_t instruction, std::size_t at) {
    const std::size_t bottom = entries_.size();
    for (;;) {
        meter_->spend(1);
        const Instruction& now = program_.instructions[instruction];
        bool good = true;
        ++instruction;
        switch (now.operation) {
            case Operation::match: return true;
            case Operation::bytes:
                good = at < value_.size() && program_.sets[now.x].test(static_cast<unsigned char>(value_[at]));
                ++at;
                break;
            case Operation::split:
                keep({Undo::branch, now.y, at});
                instruction = now.x;
                break;
            case Operation::jump: instruction = now.x; break;
            case Operation::begin: good = at == 0; break;
            case Operation::end: good = at == value_.size(); break;
            case Operation::word_boundary: good = is_word_boundary(value_, at) != (now.x != 0); break;
            case Operation::save: set(slots_, Undo::slot, now.x, at); break;
            case Operation::mark: set(marks_, Undo::mark, now.x, at); break;
            case Operation::check_empty:
                if (marks_[now.x] == at) instruction = now.y;
                break;
            case Operation::back_reference: good = takes_back_reference(now.x, at); break;
            case Operation::look_ahead:
                good = looks_ahead(instruction - 1, at);
                instruction = now.x;
                break;
        }
        if (good) continue;
        for (;;) {
            if (entries_.size() == bottom) return false;
            const Entry last = entries_.back();
            entries_.pop_back();
            if (last.kind != Undo::branch) {
                restore(last);
                continue;
            }
            instruction = last.index;
            at = last.position;
            break;
        }
    }
}

// A group that did not take part in the match fails, even to match the empty text.
bool Backtracking::takes_back_reference(std::uint32_t group, std::size_t& at) const {
    const std::size_t begin = slots_[2 * group - 2];
    const std::size_t end = slots_[2 * group - 1];
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return false;
    const std::string_view wanted = value_.substr(begin, end - begin);
    if (wanted.size() > value_.size() - at) return false;
    meter_->spend(wanted.size() / 64);
    if (!value_.substr(at).starts_with(wanted)) return false;
    at += wanted.size();
    return true;
}

// The captures of a look-ahead are kept; its alternatives are not tried.
bool Backtracking::looks_ahead(std::uint32_t look, std::size_t at) {
    const std::size_t bottom = entries_.size();
    const bool negated = program_.instructions[look].y != 0;
    if (!run(look + 1, at)) return negated;
    if (!negated) {
        const auto begin = entries_.begin() + static_cast<std::ptrdiff_t>(bottom);
        entries_.erase(
            std::remove_if(begin, entries_.end(), [](const Entry& entry) { return entry.kind == Undo::branch; }),
            entries_.end());
        return true;
    }
    for (; entries_.size() > bottom; entries_.pop_back()) restore(entries_.back());
    return false;
}

void Backtracking::set(std::vector<std::size_t>& values, Undo kind, std::uint32_t index, std::size_t position) {
    keep({kind, index, values[index]});
    values[index] = position;
}

void Backtracking::keep(Entry entry) {
    if (entries_.size() >= most_entries) throw Exceeded::memory;
    entries_.push_back(entry);
}

void Backtracking::restore(const Entry& entry) noexcept {
    if (entry.kind == Undo::slot) slots_[entry.index] = entry.position;
    if (entry.kind == Undo::mark) marks_[entry.index] = entry.position;
}

}  // namespace azoth::sqlite::regexp
