#include "expression/child_reader.hpp"
#include <azoth/error.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/expression/known_function.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace azoth::ast {
namespace {

class FromReader final : public ChildReader {
public:
    explicit FromReader(FromList& list) : list_(list) {}
    void child(const Node* node) override {
        if (node != nullptr) node->collect_from(list_);
    }

private:
    FromList& list_;
};

}  // namespace

void DepthReader::throw_too_deep() {
    throw ArgumentError("an expression or a statement has more than " + std::to_string(max_depth) +
                        " nested parts: put them into a list, an array or values()");
}

void FromList::add(const FromClause* from) {
    if (contains(from)) return;
    if (size_ < few_.size()) {
        few_[size_] = from;
    } else {
        if (size_ == few_.size()) many_.assign(few_.begin(), few_.end());
        many_.push_back(from);
    }
    ++size_;
}

bool FromList::contains(const FromClause* from) const noexcept {
    return std::ranges::find(items(), from) != items().end();
}

void FromList::remove(const FromList& others) {
    FromList kept;
    for (const FromClause* const from : items()) {
        if (!others.contains(from)) kept.add(from);
    }
    *this = std::move(kept);
}

void Node::collect_from(FromList& list) const {
    FromReader reader(list);
    members(reader);
}

void FromClause::collect_from(FromList& list) const { list.add(this); }

void Column::collect_from(FromList& list) const {
    if (from != nullptr) list.add(from);
}

FromClause::FromClause() = default;
FromClause::FromClause(const FromClause& other) : Node(other) {}
FromClause::~FromClause() = default;

const Column* FromClause::find(std::string_view name) const noexcept {
    for (const auto& column : columns_) {
        if (column->name == name) return column.get();
    }
    return nullptr;
}

Column& FromClause::add_column(std::string column_name, SqlType type, std::shared_ptr<const ColumnInfo> info,
                               const Column* origin) {
    columns_.push_back(
        std::make_unique<Column>(this, std::move(column_name), std::move(type), std::move(info), origin));
    return *columns_.back();
}

void Column::members(MemberReader& reader) const {
    reader.child(from);
    reader.text(name);
    if (name_key != nullptr) reader.child(expression.get());
}

std::string_view TextExpression::row_name() const noexcept {
    const bool word = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }) && !(text.front() >= '0' && text.front() <= '9');
    return word ? std::string_view(text) : std::string_view();
}

// A column is identified by its clause, so a rewritten statement keeps referring to the same node.
NodePtr<Node> Column::rebuild(MemberMapper& mapper) const {
    static_cast<void>(mapper);
    return NodePtr<Node>(const_cast<Column*>(this));
}

Alias::Alias(FromPtr e, std::string alias) : element(std::move(e)), alias_name(std::move(alias)) {
    for (const auto& column : element->columns()) {
        add_column(column->name, column->type, column->info, column.get());
    }
}

Alias::Alias(const Alias& other) : Alias(other.element, other.alias_name) {}

Function::Function(const KnownFunction& row, std::vector<ExpressionPtr> a, SqlType t)
    : Described(std::move(t), Operator::none),
      name{std::string(row.name)},
      arguments(std::move(a)),
      known(&row),
      pure(row.purity == Purity::pure) {}

}  // namespace azoth::ast
