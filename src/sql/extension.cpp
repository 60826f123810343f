#include "sql/extension.hpp"

#include "sql/clauses.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>

#include <algorithm>
#include <string>

namespace azoth {
namespace detail {
namespace {

std::string_view extension_point_name(ExtensionPoint point) noexcept {
    switch (point) {
        case ExtensionPoint::post_select: return "post_select";
        case ExtensionPoint::pre_columns: return "pre_columns";
        case ExtensionPoint::post_criteria: return "post_criteria";
        case ExtensionPoint::post_body: return "post_body";
        case ExtensionPoint::post_values: return "post_values";
    }
    return "";
}

}  // namespace

void add_extension(ast::Extensions& extensions, const Extension& extension, std::string_view statement,
                   std::initializer_list<ExtensionPoint> points) {
    if (std::find(points.begin(), points.end(), extension.point()) == points.end()) {
        throw ArgumentError(std::string(statement) + " has no extension point " +
                            std::string(extension_point_name(extension.point())));
    }
    extensions.emplace_back(extension.point(), extension.clause());
}

}  // namespace detail

void detail::write_extensions(DialectSpelling& sql, const ast::Extensions& extensions, ExtensionPoint point,
                              std::string_view before, std::string_view after) {
    for (const auto& [where, clause] : extensions) {
        if (where != point) continue;
        sql.write(before);
        sql.write(*clause);
        sql.write(after);
    }
}

}  // namespace azoth
