#include <azoth/error.hpp>
#include <azoth/schema/index.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/sql/statement_node.hpp>
#include <azoth/sql/upsert.hpp>

#include <string>
#include <variant>

namespace azoth::detail {
namespace {

const ast::TableNode& table_of(const Statement& insert) {
    return *static_cast<const ast::InsertNode&>(*insert.node()).table->as_table();
}

// Up to this length, no dialect's DDL shortens a made-up name.
constexpr std::size_t uncut_name = 63;

// The final name of a constraint under the naming convention; empty if DDL may have shortened it.
std::string final_name(const NamedInfo& declared, const NamedInfo* completed) {
    if (declared.name.empty()) return {};
    const NamedInfo& info = completed == nullptr ? declared : *completed;
    return info.name_made_up && info.name.size() > uncut_name ? std::string() : info.name;
}

template <class Info, class Same>
const Info* completed(const ast::TableNode& table, const Same& same) {
    for (const TableConstraint& constraint : table.constraints) {
        const Info* const info = std::get_if<Info>(&constraint);
        if (info != nullptr && same(*info)) return info;
    }
    return nullptr;
}

}  // namespace

ast::ExpressionPtr make_excluded(const ast::Expression& column) {
    const auto& given = static_cast<const ast::Column&>(column);
    return ast::make_node<const ast::ExcludedColumn>(given.name, given.type);
}

ConflictBase::ConflictBase() : clause_(ast::make_node<ast::ConflictClause>()) {}

void ConflictBase::add_element(ast::ExpressionPtr element) { clause_->elements.push_back(std::move(element)); }

void ConflictBase::add_element(const Statement& insert, std::string_view column) {
    const auto& node = static_cast<const ast::InsertNode&>(*insert.node());
    clause_->elements.push_back(column_named(node.table, column));
}

void ConflictBase::set_constraint(std::string_view name) { clause_->constraint = name; }

void ConflictBase::add_columns(const Statement& insert, const std::vector<std::string>& names) {
    for (const std::string& name : names) add_element(insert, name);
}

void ConflictBase::set_target(const Statement& insert, const PrimaryKeyConstraint& key) {
    const ast::TableNode& table = table_of(insert);
    if (!key.info().columns.empty()) {
        add_columns(insert, key.info().columns);
    } else {
        for (const ast::Column* const column : table.primary_key()) clause_->elements.emplace_back(column);
    }
    clause_->constraint = final_name(key.info(), &table.primary_key_info);
}

void ConflictBase::set_target(const Statement& insert, const UniqueConstraint& constraint) {
    const UniqueInfo& declared = constraint.info();
    add_columns(insert, declared.columns);
    clause_->constraint = final_name(declared, completed<UniqueInfo>(table_of(insert), [&](const UniqueInfo& info) {
                                         return info.columns == declared.columns && info.name.ends_with(declared.name);
                                     }));
}

void ConflictBase::set_target(const Statement& insert, const ExcludeConstraint& constraint) {
    const ExcludeInfo& declared = constraint.info();
    if (declared.name.empty())
        throw ArgumentError("ON CONFLICT can name an exclusion constraint only by its name, and this one has no name");
    clause_->constraint = final_name(declared, completed<ExcludeInfo>(table_of(insert), [&](const ExcludeInfo& info) {
                                         return info.name.ends_with(declared.name);
                                     }));
}

void ConflictBase::set_target(const Statement& insert, const Index& index) {
    for (const IndexElementInfo& element : index.info().elements) {
        if (element.expression) {
            add_element(element.expression);
        } else {
            add_element(insert, element.column);
        }
    }
    if (index.info().where) add_index_where(index.info().where);
}

void ConflictBase::add_index_where(ast::ExpressionPtr condition) {
    clause_->index_where.push_back(std::move(condition));
}

ast::NodePtr<const ast::ConflictClause> ConflictBase::make(const Statement& insert, bool update,
                                                           const std::vector<Assignment>& set) const {
    const auto& node = static_cast<const ast::InsertNode&>(*insert.node());
    if (update && set.empty()) throw ArgumentError("ON CONFLICT DO UPDATE sets no column");
    auto clause = ast::make_node<ast::ConflictClause>(*clause_);
    clause->update = update;
    for (const auto& column : node.table->columns()) {
        for (const Assignment& assignment : set) {
            if (assignment.column().get() == column.get()) {
                clause->set.emplace_back(assignment.column(), assignment.value());
            }
        }
    }
    if (clause->set.size() != set.size()) {
        for (const Assignment& assignment : set) assigned_column(*node.table, *assignment.column());
    }
    return clause;
}

}  // namespace azoth::detail
