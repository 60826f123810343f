#include "sql/default_expression.hpp"
#include "sql/query_plan.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/sql/insert.hpp>
#include <azoth/sql/prepare.hpp>
#include <azoth/sql/statement_node.hpp>

#include <algorithm>
#include <deque>
#include <unordered_map>

namespace azoth {
namespace {

// Parameters whose values functions make, in order: each function sees the values of the row that are known by then.
class RowMaker final : public RowValues {
public:
    RowMaker(const Compiled& compiled, std::span<const Cell> fields, std::span<const int> field_of)
        : compiled_(compiled), fields_(fields), field_of_(field_of), made_(compiled.binds.size()) {
        row_of_.assign(compiled.binds.size(), UINT32_MAX);
        // A parameter that is in several rows belongs to the first.
        for (auto sent = compiled.row_columns.rbegin(); sent != compiled.row_columns.rend(); ++sent) {
            if (sent->parameter < row_of_.size()) row_of_[sent->parameter] = sent->row;
        }
    }

    void make_all() {
        for (std::size_t i = 0; i < compiled_.binds.size(); ++i) {
            const ast::BindParameter& bind = *compiled_.binds[i];
            if (!bind.function) continue;
            row_ = row_of_[i];
            made_[i] = bind.function->make(*this, compiled_.text->parameter_types[i]);
        }
    }
    const Value& made(std::size_t parameter) const noexcept { return made_[parameter]; }

    const Value* find(std::string_view column) const override {
        // row_columns is ordered by row.
        const auto& all = compiled_.row_columns;
        const auto before = [](const RowColumn& sent, std::uint32_t row) { return sent.row < row; };
        for (auto at = std::lower_bound(all.begin(), all.end(), row_, before); at != all.end(); ++at) {
            const RowColumn& sent = *at;
            if (sent.row != row_) break;
            if (sent.column->name != column) continue;
            const ast::BindParameter& bind = *compiled_.binds[sent.parameter];
            if (bind.function) return made_[sent.parameter].type().is_null() ? nullptr : &made_[sent.parameter];
            const int field = field_of_.empty() ? bind.index : field_of_[sent.parameter];
            if (field < 0) return &bind.value;
            return &decoded_.emplace_back(fields_[static_cast<std::size_t>(field)],
                                          compiled_.text->parameter_types[sent.parameter]);
        }
        return nullptr;
    }

private:
    const Compiled& compiled_;
    std::span<const Cell> fields_;
    std::span<const int> field_of_;
    std::vector<Value> made_;
    std::vector<std::uint32_t> row_of_;  // by parameter
    mutable std::deque<Value> decoded_;
    std::uint32_t row_ = 0;
};

// Options for which a query() caches its compiled forms.
bool is_kept(const CompileOptions& options) noexcept {
    return !options.literal_binds && !options.pretty && !options.for_many && options.schema_translate.empty() &&
           options.label_style == LabelStyle::disambiguate_only;
}

}  // namespace

Value NamedValue::as(const SqlType& type) const { return value_->make(NoRow(), type); }

namespace detail {

void encode_parameters(const Compiled& compiled, const ParameterBuffer* fields, std::span<const SqlType> field_types,
                       std::span<const int> field_of, ParameterBuffer& into) {
    std::vector<Cell> cells;
    if (fields != nullptr) {
        cells.reserve(fields->count());
        fields->for_each(field_types, [&](const Cell& cell) { cells.push_back(cell); });
    }
    std::optional<RowMaker> maker;
    const auto& binds = compiled.binds;
    if (std::any_of(binds.begin(), binds.end(), [](const auto& bind) { return bind->function != nullptr; })) {
        maker.emplace(compiled, cells, field_of);
        maker->make_all();
    }
    for (std::size_t i = 0; i < binds.size(); ++i) {
        const ast::BindParameter& bind = *binds[i];
        const int field = field_of.empty() ? bind.index : field_of[i];
        if (bind.function) {
            into.add(maker->made(i));
        } else if (field >= 0 && static_cast<std::size_t>(field) < cells.size()) {
            into.add(cells[static_cast<std::size_t>(field)]);
        } else if (bind.required) {
            throw InvalidRequestError("A value is required for bind parameter '" + bind.key + "'");
        } else {
            into.add(bind.value);
        }
    }
}

}  // namespace detail

Compiled compile(const Statement& statement, const Dialect& dialect, const CompileOptions& options) {
    return dialect.compile(statement, options);
}

Prepared prepare(const Statement& statement, const Dialect& dialect, const CompileOptions& options,
                 std::span<const NamedValue> values) {
    Prepared prepared;
    if (const ast::BoundQueryNode* const bound = statement.node()->as_bound_query()) {
        prepared.compiled =
            is_kept(options)
                ? bound->plan->compiled(dialect, options.lists_as_arrays)
                : std::make_shared<const Compiled>(dialect.compile(Statement(bound->plan->statement()), options));
        if (prepared.compiled->arguments_in_order) {
            prepared.parameters = bound->arguments;
        } else {
            detail::encode_parameters(*prepared.compiled, &bound->arguments, bound->plan->types(), {},
                                      prepared.parameters);
        }
        return prepared;
    }
    if (values.empty()) {
        prepared.compiled = std::make_shared<const Compiled>(dialect.compile(statement, options));
    } else {
        CompileOptions with_values = options;
        with_values.values = values;
        prepared.compiled = std::make_shared<const Compiled>(dialect.compile(statement, with_values));
    }
    detail::encode_parameters(*prepared.compiled, nullptr, {}, {}, prepared.parameters);
    return prepared;
}

PreparedMany::PreparedMany(const Statement& statement, std::span<const SqlType> own_types, const Dialect& dialect,
                           CompileOptions options)
    : field_types_(own_types.size()), field_names_(own_types.size()) {
    const std::size_t fields = own_types.size();
    options.for_many = true;
    options.row_types = own_types;
    const auto* const insert = dynamic_cast<const ast::InsertNode*>(statement.node().get());
    const bool rows_are_columns = insert != nullptr && insert->rows.empty() && !insert->select;
    compiled_ = std::make_shared<const Compiled>(dialect.compile(
        rows_are_columns ? Statement(detail::insert_with_parameters(statement, fields)) : statement, options));
    for (const NamedValue& value : options.values) {
        const auto is_meant = [&](const auto& bind) { return !bind->unique && bind->key == value.name(); };
        if (std::none_of(compiled_->binds.begin(), compiled_->binds.end(), is_meant)) {
            throw ArgumentError("named(\"" + value.name() +
                                "\", ...) beside rows: the statement has no such parameter");
        }
    }
    std::unordered_map<std::string_view, int> names;
    for (std::size_t i = 0; i < compiled_->binds.size(); ++i) {
        const ast::BindParameter& bind = *compiled_->binds[i];
        int field = bind.index;
        if (field < 0 && bind.required) {
            field = names.try_emplace(bind.key, static_cast<int>(names.size())).first->second;
        }
        field_of_.push_back(field);
        if (field < 0) continue;
        const SqlType& type = compiled_->text->parameter_types[i];
        if (static_cast<std::size_t>(field) >= fields) {
            throw ArgumentError("rows of " + std::to_string(fields) + " fields have no value for parameter " +
                                bind.key);
        }
        // A field without a type of its own can only hold NULL; the rows throw for other values.
        if (type.is_null() && !own_types[static_cast<std::size_t>(field)].is_null()) {
            throw ArgumentError("parameter \"" + bind.key + "\" has no type; give it one with bindparam<T>()");
        }
        field_types_[static_cast<std::size_t>(field)] = type;
        field_names_[static_cast<std::size_t>(field)] = bind.key;
    }
    for (std::size_t i = 0; i < fields; ++i) {
        if (field_names_[i].empty()) {
            throw ArgumentError("the rows have " + std::to_string(fields) + " fields and the statement has " +
                                std::to_string(names.size()) +
                                " parameters; the columns of an INSERT of rows are named by columns(), not values()");
        }
    }
    fields_are_parameters_ = true;
    for (std::size_t i = 0; i < field_of_.size(); ++i) {
        fields_are_parameters_ = fields_are_parameters_ && field_of_[i] == static_cast<int>(i);
    }
}

void PreparedMany::encode(const ParameterBuffer& fields, ParameterBuffer& into) const {
    detail::encode_parameters(*compiled_, &fields, field_types_, field_of_, into);
}

}  // namespace azoth
