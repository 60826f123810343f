#include <azoth/engine/result_data.hpp>
#include <azoth/error.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/type_table.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace azoth::detail {
namespace {

const ast::Expression* without_label(const ast::Expression* expression) {
    while (const auto* const label = dynamic_cast<const ast::Label*>(expression)) expression = label->element.get();
    return expression;
}

// The table's column from which a column of an alias is derived.
const ast::Expression* origin(const ast::Expression* expression) {
    expression = without_label(expression);
    for (;;) {
        const auto* const column = dynamic_cast<const ast::Column*>(expression);
        if (column == nullptr || column->origin == nullptr) return expression;
        expression = column->origin;
    }
}

std::string describe(const ast::Expression& expression) {
    const auto* const column = dynamic_cast<const ast::Column*>(without_label(&expression));
    if (column == nullptr) return "<expression>";
    const std::string_view table = column->from == nullptr ? std::string_view{} : column->from->name();
    return table.empty() ? column->name : std::string(table) + '.' + column->name;
}

const std::string& column_name(const ResultData& data, std::size_t column) {
    return data.rows->description().columns[column].name;
}

[[noreturn]] void throw_shape_error(const ResultData& data, std::string message) {
    Diagnostics diagnostics;
    diagnostics.message = std::move(message);
    diagnostics.outcome = data.outcome;
    throw DataError(std::move(diagnostics));
}

}  // namespace

const std::vector<const ast::Expression*>& selected_columns(const ResultData& data) {
    static const std::vector<const ast::Expression*> none;
    if (data.selected != nullptr) return *data.selected;
    return data.compiled == nullptr ? none : data.compiled->columns;
}

std::size_t column_position(const ResultData& data, std::string_view name) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < data.column_count(); ++i) {
        if (column_name(data, i) != name) continue;
        if (found) {
            throw AmbiguousColumnError("Ambiguous column name '" + std::string(name) +
                                       "' in result set column descriptions");
        }
        found = i;
    }
    if (!found) throw NoSuchColumnError("Could not locate column in row for column '" + std::string(name) + "'");
    return *found;
}

std::size_t column_position(const ResultData& data, const ast::Expression& column) {
    const std::vector<const ast::Expression*>& selected = selected_columns(data);
    const std::size_t count = std::min(selected.size(), data.column_count());
    for (std::size_t i = 0; i < count; ++i) {
        if (selected[i] == &column) return i;
    }
    // Selected under a label, or through an alias.
    for (const auto strip : {&without_label, &origin}) {
        std::optional<std::size_t> found;
        for (std::size_t i = 0; i < count; ++i) {
            if (strip(selected[i]) != strip(&column)) continue;
            if (found) {
                throw AmbiguousColumnError("Ambiguous column '" + describe(column) +
                                           "': the row has more than one column derived from it");
            }
            found = i;
        }
        if (found) return *found;
    }
    // The columns of raw SQL are known only by name.
    if (selected.empty()) {
        if (const auto* const node = dynamic_cast<const ast::Column*>(&column))
            return column_position(data, node->name);
    }
    throw NoSuchColumnError("Could not locate column in row for column '" + describe(column) + "'");
}

const RowBuffer& row_buffer_of(const ResultData& data) {
    if (data.rows == nullptr) {
        throw ResourceClosedError("This result object does not return rows. It has been closed automatically.");
    }
    return *data.rows;
}

void check_column_count(const ResultData& data, std::size_t expected) {
    if (data.rows == nullptr) throw_shape_error(data, "the statement returns no rows, but rows are expected");
    if (data.column_count() == expected) return;
    throw_shape_error(data, "the rows have " + std::to_string(data.column_count()) + " columns where " +
                                std::to_string(expected) + " are expected");
}

void check_index(const ResultData& data, std::size_t column) {
    if (column < data.column_count()) return;
    throw NoSuchColumnError("Could not locate column in row for column " + std::to_string(column) + ": the row has " +
                            std::to_string(data.column_count()));
}

void throw_null_in_column(const ResultData& data, std::size_t column) {
    Diagnostics diagnostics;
    diagnostics.message =
        "column '" + column_name(data, column) + "' is NULL but is read as a type that is not optional";
    diagnostics.column = column_name(data, column);
    diagnostics.outcome = data.outcome;
    throw DataError(std::move(diagnostics));
}

void throw_in_column(const ResultData& data, std::size_t column, const DataError& error) {
    Diagnostics diagnostics = error.diagnostics();
    diagnostics.outcome = data.outcome;
    diagnostics.message = "column '" + column_name(data, column) + "': " + diagnostics.message;
    diagnostics.column = column_name(data, column);
    if (data.hides_values) diagnostics.detail.clear();
    throw DataError(std::move(diagnostics));
}

Value make_value(const ResultData& data, std::size_t column, const Cell& cell) {
    const SqlType& declared = data.rows->description().columns[column].type;
    const Oid format = wire_oid(declared);
    // For a declared type without a format of its own, the database's name is as good.
    const bool made = format == oid::unspecified && cell.type >= oid::first_assigned;
    const SqlType actual = !declared.is_null() && (format == cell.type || made) ? declared : azoth::type_of(cell);
    if (cell.is_null()) return Value::null(declared.is_null() ? actual : declared);
    try {
        return Value(cell, actual.is_null() ? declared : actual);
    } catch (const DataError& error) {
        throw_in_column(data, column, error);
    }
}

std::vector<Value> inserted_key(const ResultData& data) {
    if (data.compiled == nullptr || data.compiled->primary_key.empty()) {
        throw InvalidRequestError("Statement is not an INSERT of one row into a table with a primary key");
    }
    const StatementText& text = *data.compiled->text;
    std::vector<Value> parameters;
    data.parameters.for_each(text.parameter_types, [&](const Cell& cell) {
        parameters.emplace_back(cell, text.parameter_types[parameters.size()]);
    });
    std::vector<Value> key;
    for (const KeySource& source : data.compiled->primary_key) {
        const SqlType& type = source.column->type;
        switch (source.from) {
            case KeySource::From::parameter: key.push_back(parameters.at(source.index)); break;
            case KeySource::From::returned:
                if (data.returned != nullptr && !data.returned->empty()) {
                    key.emplace_back(data.returned->cell(0, source.index), type);
                } else {
                    key.push_back(Value::null(type));
                }
                break;
            case KeySource::From::last_insert_id: key.emplace_back(data.last_insert_id, type); break;
            case KeySource::From::unknown: key.push_back(Value::null(type)); break;
        }
    }
    return key;
}

}  // namespace azoth::detail
