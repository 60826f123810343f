#pragma once

#include <azoth/export.hpp>
#include <azoth/sql/custom.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// Where in a statement a construct of the user's own stands, by SQLAlchemy's names.
enum class ExtensionPoint : std::uint8_t {
    post_select,    ///< SELECT: behind the word and its prefixes
    pre_columns,    ///< SELECT: behind DISTINCT, in front of the columns
    post_criteria,  ///< SELECT: behind WHERE, GROUP BY and HAVING; UPDATE and DELETE: behind WHERE
    post_body,      ///< SELECT: at its end
    post_values     ///< INSERT: behind the rows and their ON CONFLICT
};

/// A clause of the user's own for the ext() of a statement; see extension().
class Extension {
public:
    Extension(ExtensionPoint point, ast::ExpressionPtr clause) noexcept : point_(point), clause_(std::move(clause)) {}
    ExtensionPoint point() const noexcept { return point_; }
    const ast::ExpressionPtr& clause() const noexcept { return clause_; }

private:
    ExtensionPoint point_;
    ast::ExpressionPtr clause_;
};

/// A clause that writes itself at a point of a statement, its arguments compiled with the rest:
///
///     select(users).ext(extension(ExtensionPoint::post_body,
///                                 [](SqlWriter& out) { out.write("LIMIT WITH ").argument(0); }, literal(5)));
///
/// The function is called whenever the statement is compiled, by several threads at once. What the arguments refer to
/// brings nothing into FROM.
template <std::invocable<SqlWriter&> F, detail::Expression... Arguments>
Extension extension(ExtensionPoint point, F function, const Arguments&... arguments) {
    return Extension(point, detail::make_custom(std::make_shared<const detail::CustomFunction<F>>(std::move(function)),
                                                {arguments.node()...}, SqlType()));
}

}  // namespace azoth

AZOTH_EXPORT_END
