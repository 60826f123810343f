#include <azoth/engine/result.hpp>
#include <azoth/engine/stream.hpp>

#include <algorithm>
#include <ostream>
#include <utility>

namespace azoth {
namespace detail {
namespace {

/// The rows of implicit RETURNING, as a result.
std::shared_ptr<const ResultData> returned_data(const ResultData& data) {
    auto rows = std::make_shared<ResultData>();
    rows->rows = data.returned;
    rows->compiled = data.compiled;
    rows->hides_values = data.hides_values;
    return rows;
}

}  // namespace

ResultBase::ResultBase() {
    static const auto nothing = std::make_shared<const ResultData>();
    data_ = nothing;
}

std::vector<std::string> ResultBase::keys() const {
    std::vector<std::string> names;
    if (!returns_rows()) return names;
    for (const ColumnDescription& column : data_->rows->description().columns) names.push_back(column.name);
    return names;
}

std::optional<Row<Dynamic>> ResultBase::returned_defaults() const {
    if (data_->returned == nullptr || data_->returned->empty()) return std::nullopt;
    return Row<Dynamic>(returned_data(*data_), 0);
}

std::vector<Row<Dynamic>> ResultBase::returned_defaults_rows() const {
    std::vector<Row<Dynamic>> rows;
    if (data_->returned == nullptr) return rows;
    const std::shared_ptr<const ResultData> data = returned_data(*data_);
    rows.reserve(data->rows->size());
    for (std::size_t i = 0; i < data->rows->size(); ++i) rows.emplace_back(data, i);
    return rows;
}

std::string ResultBase::to_string() const {
    std::string text = "[";
    for (std::size_t i = 0; i < size(); ++i) {
        if (i > 0) text += ", ";
        text += RowView<Dynamic>(*data_, i).to_string();
    }
    text += ']';
    return text;
}

std::ostream& operator<<(std::ostream& out, const ResultBase& result) { return out << result.to_string(); }

void ResultBase::check_one() const {
    const std::size_t count = checked_size();
    if (count == 0) throw_no_row();
    if (count > 1) throw_multiple_rows();
}

bool ResultBase::check_one_or_none() const {
    const std::size_t count = checked_size();
    if (count > 1) throw MultipleResultsFound("Multiple rows were found when one or none was required");
    return count == 1;
}

std::vector<DataPtr> ResultBase::parted(std::size_t size) const {
    if (size == 0) throw ArgumentError("the size of a partition must be at least 1");
    std::vector<DataPtr> parts;
    const std::size_t count = checked_size();
    for (std::size_t first = 0; first < count; first += size) {
        parts.push_back(slice_rows(data_, first, std::min(size, count - first)));
    }
    return parts;
}

}  // namespace detail

std::optional<RowMapping> MappingResult::first() const {
    if (checked_size() == 0) return std::nullopt;
    return (*this)[0];
}

RowMapping MappingResult::one() const {
    check_one();
    return (*this)[0];
}

std::optional<RowMapping> MappingResult::one_or_none() const {
    if (!check_one_or_none()) return std::nullopt;
    return (*this)[0];
}

}  // namespace azoth
