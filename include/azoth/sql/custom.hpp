#pragma once

#include <azoth/expression/expr.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

class Compiler;

/// Writes the SQL of a construct of the user's.
class SqlWriter {
public:
    /// Writes to a compilation, for a construct with these arguments.
    SqlWriter(Compiler& compiler, const std::vector<ast::ExpressionPtr>& arguments) noexcept
        : compiler_(compiler), arguments_(arguments) {}

    /// The name of the dialect: "postgresql", "sqlite", or "generic" for printing.
    std::string_view dialect() const noexcept;
    /// Writes SQL as it is.
    SqlWriter& write(std::string_view sql);
    /// Writes a name, quoted where needed.
    SqlWriter& identifier(std::string_view name);
    /// Number of arguments.
    std::size_t size() const noexcept { return arguments_.size(); }
    /// Writes an argument, in parentheses if its outermost node is an operator. Throws std::out_of_range.
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

/// Makes an expression of type T that writes its own SQL, which may depend on the dialect:
///
///     Expr<double> haversine = custom<double>(
///         [](SqlWriter& out) { out.write("haversine(").argument(0).write(", ").argument(1).write(")"); }, a, b);
///
/// Threads: the function is called at each compilation of a statement with the expression, from several threads at
/// once.
template <class T, std::invocable<SqlWriter&> F, detail::Expression... Arguments>
Expr<T> custom(F function, const Arguments&... arguments) {
    return Expr<T>(detail::make_custom(std::make_shared<const detail::CustomFunction<F>>(std::move(function)),
                                       {arguments.node()...}, Codec<value_of<T>>::sql_type()));
}

}  // namespace azoth
