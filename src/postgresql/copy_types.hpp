#pragma once

#include <azoth/driver/row_buffer.hpp>
#include <azoth/sql/statement_text.hpp>
#include <azoth/types/oid.hpp>
#include <azoth/types/parameter_buffer.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The binary format of COPY contains no types: the server reads the bytes as values of the columns' types.
namespace azoth::postgresql {

/// A query of the columns that a COPY (PostgresqlDialect::copy_in) writes, to be described and not executed; empty: the
/// COPY names no columns.
std::string query_of_copied(std::string_view copy);

/// How the values of one column are converted before they are written.
struct CopiedColumn {
    enum class As : std::uint8_t {
        given,
        array_of,   ///< the array's element type is replaced by `element`, which has the same form
        text_array  ///< the same, after the array was parsed from its text
    };
    As as = As::given;
    Oid element = oid::unspecified;
};

/// How the values of a statement are written to these columns. Throws ProgrammingError (42804) that names the first
/// column whose values would be other values in the database, and NotSupportedError for values without a binary form.
std::vector<CopiedColumn> plan_copy(const StatementText& statement, const RowDescription& columns);

/// Gives the rows of another source in the form that the columns of a COPY need. Both must outlive it.
class CopiedRows final : public ParameterSource {
public:
    CopiedRows(ParameterSource& rows, std::span<const CopiedColumn> columns) noexcept
        : rows_(rows), columns_(columns) {}
    bool next(ParameterBuffer& into) override;

private:
    ParameterSource& rows_;
    std::span<const CopiedColumn> columns_;
    ParameterBuffer row_;
    ByteBuffer value_;
};

}  // namespace azoth::postgresql
