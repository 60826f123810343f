#include <azoth/engine/row_selection.hpp>
#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>

#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace azoth::detail {
namespace {

const std::byte* end_of_cell(const std::byte* at) {
    const auto size = load_big_endian<std::int32_t>(at);
    at += sizeof size;
    return size > 0 ? at + size : at;
}

const std::byte* skip_cells(const std::byte* at, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) at = end_of_cell(at);
    return at;
}

std::string_view bytes_between(const std::byte* begin, const std::byte* end) {
    return {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin)};
}

// A copy of a result with other rows; the memory to which they point stays alive with it.
std::shared_ptr<ResultData> with_rows(const ResultData& data, std::shared_ptr<RowBuffer> rows) {
    auto made = std::make_shared<ResultData>();
    made->row_count = static_cast<std::int64_t>(rows->size());
    made->rows = std::move(rows);
    made->compiled = data.compiled;
    made->selected = data.selected;
    made->last_insert_id = data.last_insert_id;
    made->hides_values = data.hides_values;
    return made;
}

std::shared_ptr<RowBuffer> buffer_beside(const DataPtr& data) {
    auto rows = std::make_shared<RowBuffer>(row_buffer_of(*data).shared_description());
    rows->keep(data->rows);
    return rows;
}

bool same_types(const RowDescription& a, const RowDescription& b) {
    if (a.columns.size() != b.columns.size() || a.tagged != b.tagged) return false;
    for (std::size_t i = 0; i < a.columns.size(); ++i) {
        if (a.columns[i].format != b.columns[i].format) return false;
    }
    return true;
}

RowFilter distinct_bytes(std::size_t first_column, std::size_t column_count) {
    return [first_column, column_count, seen = std::make_shared<std::unordered_set<std::string>>()](
               const ResultData& data, std::size_t row) {
        const std::byte* const begin = skip_cells(data.rows->row(row), first_column);
        const std::byte* const end = skip_cells(begin, column_count == 0 ? data.column_count() : column_count);
        return seen->emplace(bytes_between(begin, end)).second;
    };
}

}  // namespace

DataPtr slice_rows(const DataPtr& data, std::size_t first, std::size_t count) {
    std::shared_ptr<RowBuffer> rows = buffer_beside(data);
    rows->reserve(count);
    for (std::size_t i = first; i < first + count; ++i) rows->add_row(data->rows->row(i));
    return with_rows(*data, std::move(rows));
}

DataPtr filter_rows(const DataPtr& data, const RowFilter& keep) {
    std::shared_ptr<RowBuffer> rows = buffer_beside(data);
    for (std::size_t i = 0; i < data->rows->size(); ++i) {
        if (keep(*data, i)) rows->add_row(data->rows->row(i));
    }
    return with_rows(*data, std::move(rows));
}

DataPtr merge_rows(const std::vector<DataPtr>& parts) {
    const DataPtr& first = parts.front();
    std::shared_ptr<RowBuffer> rows = buffer_beside(first);
    for (const DataPtr& part : parts) {
        const RowBuffer& more = row_buffer_of(*part);
        if (!same_types(more.description(), rows->description())) {
            throw ArgumentError("results can be merged only if their columns have the same types");
        }
        if (part != first) rows->keep(part->rows);
        for (std::size_t i = 0; i < more.size(); ++i) rows->add_row(more.row(i));
    }
    return with_rows(*first, std::move(rows));
}

DataPtr choose_columns(const DataPtr& data, const std::vector<std::size_t>& columns) {
    const RowBuffer& source = row_buffer_of(*data);
    auto description = std::make_shared<RowDescription>();
    description->tagged = source.description().tagged;
    for (const std::size_t column : columns) description->columns.push_back(source.description().columns[column]);
    const auto rows = std::make_shared<RowBuffer>(std::move(description));

    std::vector<std::string_view> cells(source.column_count());
    const auto slab = std::make_shared<std::string>();
    std::vector<std::size_t> begins;
    begins.reserve(source.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
        const std::byte* at = source.row(i);
        for (std::string_view& cell : cells) {
            const std::byte* const end = end_of_cell(at);
            cell = bytes_between(at, end);
            at = end;
        }
        begins.push_back(slab->size());
        for (const std::size_t column : columns) slab->append(cells[column]);
    }
    const std::span<const std::byte> bytes = std::as_bytes(std::span(*slab));
    rows->keep(slab);
    rows->reserve(begins.size());
    for (const std::size_t begin : begins) rows->add_row(bytes.data() + begin);

    const std::shared_ptr<ResultData> chosen = with_rows(*data, rows);
    const std::vector<const ast::Expression*>& selected = selected_columns(*data);
    if (selected.size() == source.column_count()) {
        auto left = std::make_shared<std::vector<const ast::Expression*>>();
        for (const std::size_t column : columns) left->push_back(selected[column]);
        chosen->selected = std::move(left);
    }
    return chosen;
}

RowFilter distinct_rows() { return distinct_bytes(0, 0); }

RowFilter distinct_values(std::size_t column) { return distinct_bytes(column, 1); }

}  // namespace azoth::detail
