#pragma once

#include <azoth/expression/ast.hpp>
#include <azoth/sql/custom.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace azoth::ast {

/// An expression that writes its own SQL.
class Custom final : public Described<Custom, Expression> {
public:
    Custom(std::shared_ptr<const detail::CustomSql> s, std::vector<ExpressionPtr> a, SqlType t)
        : Described(std::move(t), Operator::none), sql(std::move(s)), arguments(std::move(a)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        // Two functions are alike only if they are one.
        /// Functions are compared by identity.
        auto identity = reinterpret_cast<std::uintptr_t>(self.sql.get());
        visit(identity);
        visit(self.arguments);
        visit(self.type);
    }

    /// The function that writes.
    std::shared_ptr<const detail::CustomSql> sql;
    /// The arguments.
    std::vector<ExpressionPtr> arguments;
};

}  // namespace azoth::ast
