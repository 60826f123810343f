#pragma once

#include <azoth/expression/ast.hpp>

namespace azoth::ast {

/// Reads the children of a node and ignores its other members.
class ChildReader : public MemberReader {
public:
    void number(std::int64_t) override {}
    void text(std::string_view) override {}
    void type(const SqlType&) override {}
    void value(const Value&) override {}
};

}  // namespace azoth::ast
