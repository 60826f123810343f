#pragma once

#include <azoth/sql/custom.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <utility>

namespace azoth {

/// A point in a statement for a clause written by the user, by SQLAlchemy's names.
enum class ExtensionPoint : std::uint8_t {
    post_select,    ///< SELECT: after the keyword and its prefixes
    pre_columns,    ///< SELECT: after DISTINCT, before the columns
    post_criteria,  ///< SELECT: after WHERE, GROUP BY and HAVING; UPDATE and DELETE: after WHERE
    post_body,      ///< SELECT: at its end
    post_values     ///< INSERT: after the rows and ON CONFLICT
};

/// A clause written by the user, for ext() of a statement; see extension().
class Extension {
public:
    /// Puts a clause at a point.
    Extension(ExtensionPoint point, ast::ExpressionPtr clause) noexcept : point_(point), clause_(std::move(clause)) {}
    /// The point.
    ExtensionPoint point() const noexcept { return point_; }
    /// The clause.
    const ast::ExpressionPtr& clause() const noexcept { return clause_; }

private:
    ExtensionPoint point_;
    ast::ExpressionPtr clause_;
};

/// Makes a clause that writes itself at a point of a statement; its arguments are compiled with the statement:
///
///     select(users).ext(extension(ExtensionPoint::post_body,
///                                 [](SqlWriter& out) { out.write("LIMIT WITH ").argument(0); }, literal(5)));
///
/// Threads: the function is called at each compilation of the statement, from several threads at once. The arguments
/// add nothing to FROM.
template <std::invocable<SqlWriter&> F, detail::Expression... Arguments>
Extension extension(ExtensionPoint point, F function, const Arguments&... arguments) {
    return Extension(point, detail::make_custom(std::make_shared<const detail::CustomFunction<F>>(std::move(function)),
                                                {arguments.node()...}, SqlType()));
}

}  // namespace azoth
