#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/expr.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

class Compiler;

/// Where a construct of the user's own writes its SQL.
class SqlWriter {
public:
    SqlWriter(Compiler& compiler, const std::vector<ast::ExpressionPtr>& arguments) noexcept
        : compiler_(compiler), arguments_(arguments) {}

    /// The name of the dialect that is written for: "postgresql", "sqlite", or "generic" for printing.
    std::string_view dialect() const noexcept;
    /// SQL as it stands.
    SqlWriter& write(std::string_view sql);
    SqlWriter& identifier(std::string_view name);
    std::size_t size() const noexcept { return arguments_.size(); }
    /// The expression at a place, in parentheses if an operator heads it. Throws std::out_of_range.
    SqlWriter& argument(std::size_t index);
    /// Throws UnsupportedCompilationError that names the construct and the dialect.
    [[noreturn]] void unsupported(std::string_view construct) const;

private:
    Compiler& compiler_;
    const std::vector<ast::ExpressionPtr>& arguments_;
};

namespace detail {

class CustomSql {
public:
    virtual ~CustomSql() = default;
    virtual void write(SqlWriter& out) const = 0;
};

template <class F>
class CustomFunction final : public CustomSql {
public:
    explicit CustomFunction(F function) : function_(std::move(function)) {}
    void write(SqlWriter& out) const override { function_(out); }

private:
    F function_;
};

ast::ExpressionPtr make_custom(std::shared_ptr<const CustomSql> sql, std::vector<ast::ExpressionPtr> arguments,
                               const SqlType& type);

}  // namespace detail

/// An expression of type T that writes itself, differently for each dialect if need be:
///
///     Expr<double> haversine = custom<double>(
///         [](SqlWriter& out) { out.write("haversine(").argument(0).write(", ").argument(1).write(")"); }, a, b);
///
/// The function is called whenever a statement that holds the expression is compiled, by several threads at once.
template <class T, std::invocable<SqlWriter&> F, detail::Expression... Arguments>
Expr<T> custom(F function, const Arguments&... arguments) {
    return Expr<T>(detail::make_custom(std::make_shared<const detail::CustomFunction<F>>(std::move(function)),
                                       {arguments.node()...}, Codec<value_of<T>>::sql_type()));
}

}  // namespace azoth

AZOTH_EXPORT_END
