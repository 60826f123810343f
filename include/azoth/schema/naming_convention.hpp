#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/constraint_info.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace ast {
class TableNode;
}  // namespace ast

/// A name that is final: the naming convention leaves it as it is.
class conv {
public:
    explicit conv(std::string name) : name_(std::move(name)) {}
    const std::string& name() const noexcept { return name_; }

private:
    std::string name_;
};

/// How constraints and indexes are named that have no name of their own. A template is text with tokens:
///
/// | token                                                    | stands for                                         |
/// | -------------------------------------------------------- | -------------------------------------------------- |
/// | `%(table_name)s`                                         | the table                                          |
/// | `%(column_0_name)s`                                      | the first column (`column_1_name` the second, ...) |
/// | `%(column_0N_name)s`, `%(column_0_N_name)s`              | all columns, joined without or with `_`            |
/// | `%(column_0_label)s`                                     | schema, table and column, joined with `_`          |
/// | `%(referred_table_name)s`, `%(referred_column_0_name)s`  | what a foreign key points to                       |
/// | `%(constraint_name)s`                                    | the name given to the constraint itself            |
///
/// An empty template leaves the naming to the database. A template with `%(constraint_name)s` also applies to
/// constraints that have a name, unless it is given as conv("name"); one without a name then throws ArgumentError.
/// Names too long for a database are cut and end in four digits of their hash.
struct NamingConvention {
    std::string ix = "ix_%(column_0_label)s";
    std::string uq;
    std::string ck;
    std::string fk;
    std::string pk;

    /// A token of one's own: what it stands for is given by `make`.
    using Token = std::string (*)(const NamedInfo& named, const ast::TableNode& table);
    NamingConvention& token(std::string name, Token make) {
        tokens.emplace_back(std::move(name), make);
        return *this;
    }

    std::vector<std::pair<std::string, Token>> tokens;
};

/// What a template is filled with.
struct NamedParts {
    const ast::TableNode* table = nullptr;
    std::vector<std::string> columns;
    std::string referred_table;
    std::string referred_schema;
    std::vector<std::string> referred_columns;
};

/// Gives `named` its name by a template. Throws ArgumentError for a token that isn't known.
void apply_convention(NamedInfo& named, const NamingConvention& convention, std::string_view name_template,
                      const NamedParts& parts);

}  // namespace azoth

AZOTH_EXPORT_END
