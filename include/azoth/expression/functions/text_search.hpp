#pragma once

#include <azoth/expression/forms.hpp>
#include <azoth/expression/functions/call.hpp>
#include <azoth/types/text_search.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth {

namespace detail {

/// The arguments after the name of a text search configuration, which is sent as one.
template <class... Args>
std::vector<ast::ExpressionPtr> configured(std::string_view name, std::string_view configuration, const Args&... args) {
    std::vector<ast::ExpressionPtr> nodes;
    nodes.reserve(1 + sizeof...(args));
    nodes.push_back(make_configuration(configuration));
    (nodes.push_back(argument(args, name)), ...);
    return nodes;
}

template <class R, class... Args>
auto search_call(std::string_view name, std::vector<ast::ExpressionPtr> nodes, const Args&...) {
    return FunctionExpr<lifted<R, operand_value<Args>...>>(make_function(name, std::move(nodes), sql_type_of<R>()));
}

}  // namespace detail

/// Full text search of PostgreSQL. The first argument may be the name of a configuration: `to_tsvector("english",
/// documents.body)`.
namespace func {

/// Converts a text to a document for searching.
template <detail::Operand A>
auto to_tsvector(const A& text) {
    return detail::strict_call<TsVector>("to_tsvector", text);
}
/// Converts a text to a document for searching, by a configuration.
template <detail::Operand A>
auto to_tsvector(std::string_view configuration, const A& text) {
    return detail::search_call<TsVector>("to_tsvector", detail::configured("to_tsvector", configuration, text), text);
}
/// Converts a text with the operators &, |, ! and <-> to a query.
template <detail::Operand A>
auto to_tsquery(const A& query) {
    return detail::strict_call<TsQuery>("to_tsquery", query);
}
/// Converts a text with operators to a query, by a configuration.
template <detail::Operand A>
auto to_tsquery(std::string_view configuration, const A& query) {
    return detail::search_call<TsQuery>("to_tsquery", detail::configured("to_tsquery", configuration, query), query);
}
/// Converts a text to a query for all of its words.
template <detail::Operand A>
auto plainto_tsquery(const A& query) {
    return detail::strict_call<TsQuery>("plainto_tsquery", query);
}
/// Converts a text to a query for all of its words, by a configuration.
template <detail::Operand A>
auto plainto_tsquery(std::string_view configuration, const A& query) {
    return detail::search_call<TsQuery>("plainto_tsquery", detail::configured("plainto_tsquery", configuration, query),
                                        query);
}
/// Converts a text to a query for its words in their order.
template <detail::Operand A>
auto phraseto_tsquery(const A& query) {
    return detail::strict_call<TsQuery>("phraseto_tsquery", query);
}
/// Converts a text to a query for its words in their order, by a configuration.
template <detail::Operand A>
auto phraseto_tsquery(std::string_view configuration, const A& query) {
    return detail::search_call<TsQuery>("phraseto_tsquery",
                                        detail::configured("phraseto_tsquery", configuration, query), query);
}
/// Converts a text in the syntax of web search engines to a query.
template <detail::Operand A>
auto websearch_to_tsquery(const A& query) {
    return detail::strict_call<TsQuery>("websearch_to_tsquery", query);
}
/// Converts a text in the syntax of web search engines to a query, by a configuration.
template <detail::Operand A>
auto websearch_to_tsquery(std::string_view configuration, const A& query) {
    return detail::search_call<TsQuery>("websearch_to_tsquery",
                                        detail::configured("websearch_to_tsquery", configuration, query), query);
}
/// Returns the text with the matches of a query highlighted.
template <detail::Expression A, detail::Operand B, detail::Operand... More>
requires(sizeof...(More) <= 1) auto ts_headline(const A& text, const B& query, const More&... options) {
    return detail::strict_call<std::string>("ts_headline", text, query, options...);
}
template <detail::Expression A, detail::Operand B, detail::Operand... More>
requires(sizeof...(More) <= 1) auto ts_headline(std::string_view configuration, const A& text, const B& query,
                                                const More&... options) {
    return detail::search_call<std::string>(
        "ts_headline", detail::configured("ts_headline", configuration, text, query, options...), text, query);
}
/// Returns the relevance of a document for a query, by the frequency of matches.
template <detail::Operand A, detail::Operand B, detail::Operand... More>
requires(sizeof...(More) <= 1) auto ts_rank(const A& document, const B& query, const More&... normalization) {
    return detail::strict_call<float>("ts_rank", document, query, normalization...);
}
/// Returns the relevance of a document for a query, by the distance between matches.
template <detail::Operand A, detail::Operand B, detail::Operand... More>
requires(sizeof...(More) <= 1) auto ts_rank_cd(const A& document, const B& query, const More&... normalization) {
    return detail::strict_call<float>("ts_rank_cd", document, query, normalization...);
}
/// Assigns a weight ("A" to "D") to the words of a document.
template <detail::Operand A, detail::Operand B>
auto setweight(const A& document, const B& weight) {
    return detail::strict_call<TsVector>("setweight", document, weight);
}
/// Removes positions and weights from a document.
template <detail::Operand A>
auto strip(const A& document) {
    return detail::strict_call<TsVector>("strip", document);
}
/// Returns the number of words and operators of a query.
template <detail::Operand A>
auto numnode(const A& query) {
    return detail::strict_call<std::int32_t>("numnode", query);
}

}  // namespace func
}  // namespace azoth
