#include "sql/statement_parameters.hpp"

#include "sql/bind_index.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/prepare.hpp>

#include <algorithm>
#include <cstdint>
#include <string>

namespace azoth::detail {

StatementParameters::StatementParameters(const SqlOutput& sql) : sql_(sql) {}

StatementParameters::~StatementParameters() = default;

std::size_t StatementParameters::find(const ast::BindParameter& node) {
    // With few parameters, compiling is faster without an index.
    constexpr std::size_t few = 16;
    if (index_ == nullptr) {
        const auto known = std::find_if(binds.begin(), binds.end(), [&](const Bind& bind) {
            return bind.node.get() == &node ||
                   (!node.unique && !bind.node->unique && bind.node->index == node.index && bind.node->key == node.key);
        });
        if (known != binds.end() || binds.size() < few) return static_cast<std::size_t>(known - binds.begin());
        index_ = std::make_unique<BindIndex>();
        for (std::size_t i = 0; i < binds.size(); ++i) index_->add(*binds[i].node, static_cast<std::uint32_t>(i));
    }
    const std::uint32_t place = index_->find(node);
    if (place != BindIndex::absent) return place;
    index_->add(node, static_cast<std::uint32_t>(binds.size()));
    return binds.size();
}

void StatementParameters::check_count(std::size_t more) const {
    const std::size_t most = sql_.traits().max_parameters;
    const std::size_t there = sql_.traits().placeholders_repeat ? binds.size() : placed;
    if (more <= most && there <= most - more) return;
    const std::string counted = more == 1 ? "more" : std::to_string(there + more);
    throw CompileError("a statement takes at most " + std::to_string(most) + " parameters on " +
                       std::string(sql_.traits().name) + " and this one has " + counted + ": " +
                       std::string(sql_.traits().instead_of_parameters));
}

void StatementParameters::expect(std::size_t count, std::vector<SqlFragment::Use>& uses) {
    check_count(count);
    // Only for long lists: otherwise the vectors grow by themselves.
    constexpr std::size_t many = 64;
    if (count < many) return;
    // At least doubles the capacity, so that many such lists do not copy the parameters for each of them.
    const auto room = [&](auto& list) {
        if (list.size() + count > list.capacity()) list.reserve(std::max(list.size() + count, list.capacity() * 2));
    };
    room(binds);
    room(uses);
    if (index_ != nullptr) index_->reserve(binds.size() + count);
}

const NamedValue* StatementParameters::given_value(const ast::BindParameter& node) {
    if (node.unique || sql_.options().values.empty()) return nullptr;
    for (; values_read_ < sql_.options().values.size(); ++values_read_) {
        const NamedValue& value = sql_.options().values[values_read_];
        if (given_values_.find(value.name()) == nullptr) given_values_.insert(value.name(), &value);
    }
    const NamedValue* const* const found = given_values_.find(node.key);
    return found == nullptr ? nullptr : *found;
}

std::size_t StatementParameters::count_sent(const ast::ExpressionList& list) const {
    if (sql_.options().literal_binds) return 0;
    return static_cast<std::size_t>(std::ranges::count_if(list.items, [](const ast::ExpressionPtr& item) {
        const ast::BindParameter* const parameter = item->as_parameter();
        return parameter != nullptr && !parameter->literal && parameter->unique && item.unique();
    }));
}

}  // namespace azoth::detail
