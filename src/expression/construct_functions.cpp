#include <azoth/error.hpp>
#include <azoth/expression/construct.hpp>
#include <azoth/types/text_codecs.hpp>

#include <algorithm>
#include <utility>

namespace azoth::detail {

ast::ExpressionPtr make_function(std::string_view name, std::vector<ast::ExpressionPtr> arguments, const SqlType& type,
                                 ast::KnownFunction known) {
    std::vector<std::string> names;
    names.emplace_back(name);
    return ast::make_node<const ast::Function>(std::move(names), std::move(arguments), type, known);
}

ast::ExpressionPtr make_call(std::string_view name, std::vector<ast::ExpressionPtr> arguments, const SqlType& type) {
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t dot = std::min(name.find('.', begin), name.size());
        if (dot == begin) throw ArgumentError("\"" + std::string(name) + "\" is no function's name");
        names.emplace_back(name.substr(begin, dot - begin));
        begin = dot + 1;
    }
    return ast::make_node<const ast::Function>(std::move(names), std::move(arguments), type);
}

// PostgreSQL looks it up by its name, which is sent as text of a type that the server decides.
ast::ExpressionPtr make_configuration(std::string_view name) {
    static const SqlType type(TypeKind::user_defined, [] {
        TypeDetail detail;
        detail.name = "regconfig";
        return detail;
    }());
    return make_bind(Value(name, type), "configuration");
}

}  // namespace azoth::detail
