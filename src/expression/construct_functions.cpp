#include <azoth/error.hpp>
#include <azoth/expression/construct.hpp>
#include <azoth/types/text_codecs.hpp>

#include <algorithm>
#include <utility>

namespace azoth::detail {

ast::ExpressionPtr make_function(std::string_view name, std::vector<ast::ExpressionPtr> arguments,
                                 const SqlType& type) {
    const ast::KnownFunction* const row = ast::find_known_function(name);
    if (row == nullptr) throw ArgumentError("\"" + std::string(name) + "\" is not a function that azoth knows");
    return ast::make_node<const ast::Function>(*row, std::move(arguments), type);
}

ast::ExpressionPtr make_call(std::string_view name, std::vector<ast::ExpressionPtr> arguments, const SqlType& type,
                             std::optional<ast::Purity> purity) {
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t dot = std::min(name.find('.', begin), name.size());
        if (dot == begin) throw ArgumentError("\"" + std::string(name) + "\" is not a valid name of a function");
        names.emplace_back(name.substr(begin, dot - begin));
        begin = dot + 1;
    }
    if (!purity) {
        const ast::KnownFunction* const row = names.size() == 1 ? ast::find_known_function(name) : nullptr;
        purity = row != nullptr ? row->purity : ast::Purity::unknown;
    }
    return ast::make_node<const ast::Function>(std::move(names), std::move(arguments), type,
                                               *purity == ast::Purity::pure);
}

// PostgreSQL looks the configuration up by its name, sent as text whose type the server infers.
ast::ExpressionPtr make_configuration(std::string_view name) {
    static const SqlType type(TypeKind::user_defined, [] {
        TypeDetail detail;
        detail.name = "regconfig";
        return detail;
    }());
    return make_bind(Value(name, type), "configuration");
}

}  // namespace azoth::detail
