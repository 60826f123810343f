#include "program.hpp"

#include <utility>

namespace azoth::sqlite::regexp {
namespace {

class Emitter {
public:
    explicit Emitter(Program& program) noexcept : program_(program) {}

    void emit(const Node& node) {
        switch (node.kind) {
            case NodeKind::bytes: add(Operation::bytes, node.number); break;
            case NodeKind::sequence:
                for (const auto& child : node.children) emit(*child);
                break;
            case NodeKind::alternatives: emit_alternatives(node); break;
            case NodeKind::group:
                add(Operation::save, 2 * node.number - 2);
                emit(*node.children.front());
                add(Operation::save, 2 * node.number - 1);
                break;
            case NodeKind::repeat: emit_repeat(node); break;
            case NodeKind::begin: add(Operation::begin); break;
            case NodeKind::end: add(Operation::end); break;
            case NodeKind::word_boundary: add(Operation::word_boundary, node.negated ? 1 : 0); break;
            case NodeKind::look_ahead: {
                const std::uint32_t look = add(Operation::look_ahead, 0, node.negated ? 1 : 0);
                emit(*node.children.front());
                add(Operation::match);
                at(look).x = here();
                break;
            }
            case NodeKind::back_reference: add(Operation::back_reference, node.number); break;
        }
    }

    std::uint32_t add(Operation operation, std::uint32_t x = 0, std::uint32_t y = 0) {
        program_.instructions.push_back({operation, x, y});
        return here() - 1;
    }

private:
    std::uint32_t here() const noexcept { return static_cast<std::uint32_t>(program_.instructions.size()); }
    Instruction& at(std::uint32_t index) noexcept { return program_.instructions[index]; }

    // Sets which way a split tries first, once both ways are known.
    void set_ways(std::uint32_t split, bool lazy, std::uint32_t body, std::uint32_t exit) noexcept {
        at(split).x = lazy ? exit : body;
        at(split).y = lazy ? body : exit;
    }

    void emit_alternatives(const Node& node) {
        std::vector<std::uint32_t> jumps;
        for (std::size_t i = 0; i + 1 < node.children.size(); ++i) {
            const std::uint32_t split = add(Operation::split);
            emit(*node.children[i]);
            jumps.push_back(add(Operation::jump));
            set_ways(split, false, split + 1, here());
        }
        emit(*node.children.back());
        for (const std::uint32_t jump : jumps) at(jump).x = here();
    }

    void emit_repeat(const Node& node) {
        const Node& body = *node.children.front();
        const bool unlimited = node.most == Node::unlimited;
        const std::uint32_t plain = unlimited && node.least > 0 ? node.least - 1 : node.least;
        for (std::uint32_t i = 0; i < plain; ++i) emit(body);
        if (unlimited) return node.least == 0 ? emit_star(body, node.lazy) : emit_plus(body, node.lazy);
        std::vector<std::uint32_t> splits;
        for (std::uint32_t i = node.least; i < node.most; ++i) {
            splits.push_back(add(Operation::split));
            emit(body);
        }
        for (const std::uint32_t split : splits) set_ways(split, node.lazy, split + 1, here());
    }

    void emit_star(const Node& body, bool lazy) {
        const std::uint32_t split = add(Operation::split);
        const std::uint32_t check = emit_checked(body);
        add(Operation::jump, split);
        set_ways(split, lazy, split + 1, here());
        if (body.can_be_empty) at(check).y = here();
    }

    void emit_plus(const Node& body, bool lazy) {
        const std::uint32_t begin = here();
        const std::uint32_t check = emit_checked(body);
        const std::uint32_t split = add(Operation::split);
        set_ways(split, lazy, begin, here());
        if (body.can_be_empty) at(check).y = here();
    }

    // An iteration that consumes nothing is the last one; otherwise the loop would not end. Returns the check, if there
    // is one.
    std::uint32_t emit_checked(const Node& body) {
        if (!body.can_be_empty) {
            emit(body);
            return 0;
        }
        const auto mark = static_cast<std::uint32_t>(program_.marks++);
        add(Operation::mark, mark);
        emit(body);
        return add(Operation::check_empty, mark);
    }

    Program& program_;
};

// Finds the bytes with which a match can begin.
void find_first(Program& program) {
    std::vector<bool> seen(program.instructions.size());
    std::vector<std::uint32_t> ways{0};
    program.anchored = true;
    program.has_first = true;
    while (!ways.empty()) {
        const std::uint32_t at = ways.back();
        ways.pop_back();
        if (seen[at]) continue;
        seen[at] = true;
        const Instruction& instruction = program.instructions[at];
        switch (instruction.operation) {
            case Operation::begin: program.has_first = false; break;
            case Operation::bytes:
                program.anchored = false;
                program.first |= program.sets[instruction.x];
                break;
            case Operation::split: ways.push_back(instruction.y); [[fallthrough]];
            case Operation::jump: ways.push_back(instruction.x); break;
            case Operation::save:
            case Operation::mark:
            case Operation::check_empty: ways.push_back(at + 1); break;
            default:
                program.anchored = false;
                program.has_first = false;
                return;
        }
    }
}

}  // namespace

Program compile(std::string_view pattern) {
    Tree tree = parse(pattern);
    Program program;
    program.sets = std::move(tree.sets);
    program.slots = std::size_t{2} * tree.groups;
    program.has_back_references = tree.has_back_references;
    Emitter emitter(program);
    emitter.emit(*tree.root);
    emitter.add(Operation::match);
    find_first(program);
    return program;
}

}  // namespace azoth::sqlite::regexp
