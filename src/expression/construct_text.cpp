#include <azoth/error.hpp>
#include <azoth/expression/ast_forms.hpp>
#include <azoth/expression/construct.hpp>

#include <utility>

namespace azoth::detail {
namespace {

using ast::ExpressionPtr;

ExpressionPtr with_modifier(Operator op, ExpressionPtr left, ExpressionPtr right, std::string_view modifier) {
    auto node = ast::make_node<ast::Binary>(op, std::move(left), std::move(right), Boolean());
    node->modifier = modifier;
    return node;
}

// The number of bytes of the UTF-8 character that begins with this byte.
std::size_t character_size(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

}  // namespace

ExpressionPtr make_like(Operator op, ExpressionPtr left, ExpressionPtr pattern, std::string_view escape) {
    if (!escape.empty() && escape.size() != character_size(escape.front())) {
        throw ArgumentError("the escape of LIKE must be one character, not \"" + std::string(escape) + "\"");
    }
    return with_modifier(op, std::move(left), std::move(pattern), escape);
}

std::string escape_like(std::string_view text, std::string_view escape) {
    std::string escaped;
    escaped.reserve(text.size() + 8);
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '%' || text[i] == '_') {
            escaped += escape;
        } else if (text.substr(i).starts_with(escape)) {
            escaped += escape;
            escaped += escape;
            i += escape.size();
            continue;
        }
        escaped += text[i++];
    }
    return escaped;
}

ExpressionPtr make_regexp_match(ExpressionPtr left, ExpressionPtr pattern, std::string_view flags) {
    return with_modifier(Operator::regexp_match, std::move(left), std::move(pattern), flags);
}

ExpressionPtr make_regexp_replace(ExpressionPtr left, ExpressionPtr pattern, ExpressionPtr replacement,
                                  std::string_view flags) {
    return ast::make_node<const ast::RegexpReplace>(std::move(left), std::move(pattern), std::move(replacement),
                                                    std::string(flags));
}

ExpressionPtr make_match(ExpressionPtr left, ExpressionPtr query, std::string_view configuration) {
    return with_modifier(Operator::match, std::move(left), std::move(query), configuration);
}

}  // namespace azoth::detail
