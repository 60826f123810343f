#include <azoth/engine/result.hpp>

#include <ostream>

namespace azoth::detail {

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
    if (count == 0) throw NoResultFound("No row was found when one was required");
    if (count > 1) throw MultipleResultsFound("Multiple rows were found when exactly one was required");
}

bool ResultBase::check_one_or_none() const {
    const std::size_t count = checked_size();
    if (count > 1) throw MultipleResultsFound("Multiple rows were found when one or none was required");
    return count == 1;
}

}  // namespace azoth::detail
