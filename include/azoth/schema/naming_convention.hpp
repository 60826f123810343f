#pragma once

#include <azoth/schema/constraint_info.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace azoth {

namespace ast {
class TableNode;
}  // namespace ast

/// A final name, which the naming convention does not change.
class conv {
public:
    /// Sets the name.
    explicit conv(std::string name) : name_(std::move(name)) {}
    /// The name.
    const std::string& name() const noexcept { return name_; }

private:
    std::string name_;
};

/// How constraints and indexes without a name are named. A template is text with tokens:
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
/// constraints with a name, unless it is given as conv("name"); a constraint without a name then throws ArgumentError.
/// Names that are too long for a database are truncated, and end in four digits of their hash.
struct NamingConvention {
    /// Template for indexes.
    std::string ix = "ix_%(column_0_label)s";
    /// Template for UNIQUE constraints.
    std::string uq;
    /// Template for CHECK constraints.
    std::string ck;
    /// Template for foreign keys.
    std::string fk;
    /// Template for primary keys.
    std::string pk;

    /// A function that returns the text of a token.
    using Token = std::string (*)(const NamedInfo& named, const ast::TableNode& table);
    /// Adds a token.
    NamingConvention& token(std::string name, Token make) {
        tokens.emplace_back(std::move(name), make);
        return *this;
    }

    /// The added tokens with their functions.
    std::vector<std::pair<std::string, Token>> tokens;
};

/// The values of the tokens.
struct NamedParts {
    /// The table.
    const ast::TableNode* table = nullptr;
    /// Names of the columns.
    std::vector<std::string> columns;
    /// Name of the table that a foreign key refers to.
    std::string referred_table;
    /// Schema of that table.
    std::string referred_schema;
    /// Names of the columns that a foreign key refers to.
    std::vector<std::string> referred_columns;
};

/// Names `named` by a template. Throws ArgumentError for an unknown token.
void apply_convention(NamedInfo& named, const NamingConvention& convention, std::string_view name_template,
                      const NamedParts& parts);

}  // namespace azoth
