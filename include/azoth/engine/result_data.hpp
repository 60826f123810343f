#pragma once

#include <azoth/driver/row_buffer.hpp>
#include <azoth/error.hpp>
#include <azoth/expression/element.hpp>
#include <azoth/types/codec.hpp>
#include <azoth/types/parameter_buffer.hpp>
#include <azoth/types/value.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace azoth {

struct Compiled;

namespace detail {

/// What one execution returned; shared by its Result, the Rows taken from it and all their copies. Immutable.
struct ResultData : std::enable_shared_from_this<ResultData> {
    std::shared_ptr<const RowBuffer> rows;                                ///< null: it returns no rows
    std::shared_ptr<const Compiled> compiled;                             ///< null: raw SQL
    std::shared_ptr<const std::vector<const ast::Expression*>> selected;  ///< null: the columns of `compiled`
    std::int64_t row_count = -1;
    /// What is known of the statement's effect: committed, or executed in an open transaction. Errors in reading the
    /// rows carry it.
    Outcome outcome = Outcome::executed;
    bool hides_values = false;  ///< errors in reading the rows show no value: EngineOptions::hide_parameters
    std::int64_t last_insert_id = 0;
    std::shared_ptr<const RowBuffer> returned;  ///< requested in addition to the statement: the new row's key, defaults
    ParameterBuffer parameters;                 ///< of an INSERT of one row, which may contain its key

    std::size_t column_count() const noexcept { return rows == nullptr ? 0 : rows->column_count(); }
};

/// The expressions that the columns were selected from; empty if not known.
const std::vector<const ast::Expression*>& selected_columns(const ResultData& data);
/// The position of a column in the rows. Throws NoSuchColumnError or AmbiguousColumnError.
std::size_t column_position(const ResultData& data, std::string_view name);
std::size_t column_position(const ResultData& data, const ast::Expression& column);
/// Throws ResourceClosedError if the statement returned no rows.
const RowBuffer& row_buffer_of(const ResultData& data);
/// Throws DataError unless there are rows with this number of columns.
void check_column_count(const ResultData& data, std::size_t expected);
void check_index(const ResultData& data, std::size_t column);
[[noreturn]] void throw_null_in_column(const ResultData& data, std::size_t column);
/// The same error with the column's name before its message.
[[noreturn]] void throw_in_column(const ResultData& data, std::size_t column, const DataError& error);

Value make_value(const ResultData& data, std::size_t column, const Cell& cell);
/// The primary key of the row that an INSERT made. Throws InvalidRequestError for any other statement.
std::vector<Value> inserted_key(const ResultData& data);

/// Decodes a cell of a column. Throws DataError that names the column.
template <class T>
T decode_cell(const ResultData& data, std::size_t column, const Cell& cell) {
    if constexpr (std::same_as<T, Value>) {
        return make_value(data, column, cell);
    } else if constexpr (std::same_as<T, std::optional<Value>>) {
        if (cell.is_null()) return std::nullopt;
        return make_value(data, column, cell);
    } else {
        static_assert(Storable<value_of<T>>, "azoth: this type can't be read: it has no Codec");
        if (cell.is_null()) {
            if constexpr (is_nullable<T>) {
                return std::nullopt;
            } else {
                throw_null_in_column(data, column);
            }
        }
        try {
            return Codec<value_of<T>>::decode(cell);
        } catch (const DataError& error) {
            throw_in_column(data, column, error);
        }
    }
}

}  // namespace detail
}  // namespace azoth
