#include "statement_cache.hpp"

#include "statement_name.hpp"

#include <algorithm>

namespace azoth::postgresql {
namespace {

std::vector<std::uint32_t> oids_of(std::span<const SqlType> types) {
    std::vector<std::uint32_t> oids;
    oids.reserve(types.size());
    for (const SqlType& type : types) oids.push_back(wire_oid(type));
    return oids;
}

bool same(const PreparedStatement& statement, std::string_view sql, std::span<const SqlType> types) noexcept {
    if (statement.sql != sql || statement.parameter_types.size() != types.size()) return false;
    for (std::size_t i = 0; i < types.size(); ++i) {
        if (statement.parameter_types[i] != wire_oid(types[i])) return false;
    }
    return true;
}

}  // namespace

PreparedStatement::PreparedStatement(std::string statement_name, std::string_view text, std::span<const SqlType> types)
    : name(std::move(statement_name)), sql(text), parameter_types(oids_of(types)) {
    const auto by_text = std::count(parameter_types.begin(), parameter_types.end(), oid::unspecified);
    if (by_text == 0) return;
    for (const std::uint32_t type : parameter_types) {
        parameter_formats.push_back(type == oid::unspecified ? protocol::Format::text : protocol::Format::binary);
    }
}

bool PreparedStatement::gives_text(std::size_t column) const noexcept {
    if (result_formats.empty()) return false;
    const std::size_t at = result_formats.size() == 1 ? 0 : column;
    return at < result_formats.size() && result_formats[at] == protocol::Format::text;
}

PreparedPtr StatementCache::find(std::string_view sql, std::size_t hash, std::span<const SqlType> types) {
    const auto found = statements_.find(hash);
    if (found == statements_.end() || !same(*found->second, sql, types)) return nullptr;
    PreparedStatement& statement = *found->second;
    if (&by_use_.front() != &statement) by_use_.splice(by_use_.begin(), by_use_, by_use_.iterator_to(statement));
    return found->second;
}

PreparedPtr StatementCache::insert(std::string_view sql, std::size_t hash, std::span<const SqlType> types,
                                   std::vector<std::string>& evicted) {
    PreparedPtr statement(new PreparedStatement(statement_name(sql, oids_of(types)), sql, types));
    // Its Parse replaces the statement that the server may still have under this name.
    statement->replaces = std::erase(evicted, statement->name) != 0;
    statement->hash = hash;
    const auto evict = [&](PreparedStatement& old) {
        evicted.push_back(old.name);
        forget(old);
    };
    if (const auto found = statements_.find(hash); found != statements_.end()) evict(*found->second);
    while (statements_.size() >= capacity_ && !statements_.empty()) evict(by_use_.back());
    statements_.emplace(hash, statement);
    by_use_.push_front(*statement);
    statement->cached = true;
    return statement;
}

void StatementCache::forget(PreparedStatement& statement) noexcept {
    if (!statement.cached) return;
    statement.cached = false;
    by_use_.erase(by_use_.iterator_to(statement));
    const std::size_t hash = statement.hash;
    statements_.erase(hash);
}

void StatementCache::clear(std::vector<std::string>& dropped) {
    for (const auto& [hash, statement] : statements_) dropped.push_back(statement->name);
    clear();
}

void StatementCache::clear() noexcept {
    for (auto& [hash, statement] : statements_) statement->cached = false;
    by_use_.clear();
    statements_.clear();
}

}  // namespace azoth::postgresql
