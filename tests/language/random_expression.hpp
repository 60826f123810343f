#pragma once

#include "language/tables.hpp"

#include <random>
#include <span>
#include <string_view>
#include <vector>

namespace language {

/// The operands of the random expressions: a table of one row.
az::MetaData& operand_tables();
az::task<void> fill_operands(az::AsyncConnection& conn);

/// Makes expressions of up to five nested operators, of all families of types that a database has.
class RandomExpression {
public:
    RandomExpression(unsigned seed, bool postgresql) : random_(seed), postgresql_(postgresql) {}

    az::ast::ExpressionPtr make();

private:
    using Node = az::ast::ExpressionPtr;

    int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }
    az::Operator one_of(std::span<const az::Operator> list) {
        return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
    }

    Node number(int depth);
    Node decimal(int depth);
    Node text(int depth);
    Node truth(int depth);
    Node json(int depth);
    Node array(int depth);
    Node range(int depth);
    Node number_leaf();
    Node text_leaf();
    Node comparison(int depth);
    Node membership(int depth);
    Node pattern(int depth);
    Node choice(int depth, Node (RandomExpression::*branch)(int));
    Node custom(std::string_view symbol, Node left, Node right, const az::SqlType& type);

    std::mt19937 random_;
    bool postgresql_;
};

}  // namespace language
