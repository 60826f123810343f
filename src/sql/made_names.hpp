#pragma once

#include <azoth/expression/ast.hpp>
#include <azoth/sql/from_node.hpp>
#include <azoth/sql/growing_map.hpp>
#include <azoth/sql/sql_output.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace azoth::detail {

struct UsedNames;

/// The names that a compilation makes up: of aliases, of unnamed columns, of parameters. A key always gets the same
/// name.
class MadeNames {
public:
    /// `sql` is the compiler, whose traits and options it reads.
    explicit MadeNames(const SqlOutput& sql) noexcept;
    MadeNames(const MadeNames&) = delete;
    MadeNames& operator=(const MadeNames&) = delete;
    ~MadeNames();

    /// Sets what is compiled; made-up names differ from the names in it.
    void begin(const ast::Node& root) noexcept { root_ = &root; }

    /// The made-up name for a key.
    std::string made_name(const void* key, std::string_view seed);
    std::string made_name(const ast::ResultName& name);
    /// "base_1": a name that is not used yet.
    std::string anonymous_name(std::string_view base);
    /// The name by which columns refer to the clause; empty for a join.
    std::string_view alias_name(const ast::FromClause& from);
    /// The alias of a table with a schema whose name another table has; empty: the table's own name is used.
    std::string_view table_alias(const ast::TableNode& table);
    /// The schema after schema_translate.
    std::string_view translated_schema(std::string_view schema) const noexcept;
    /// Counts the names made up with this base, this one included.
    int count_name(std::string_view base);
    std::string number_name(std::string_view base, int number);
    /// A made-up name, shortened as SQLAlchemy does it if it is longer than the database allows.
    std::string cut_name(std::string name);

private:
    const UsedNames& used_names();

    const SqlOutput& sql_;
    const ast::Node* root_ = nullptr;
    std::unique_ptr<UsedNames> used_names_;  // collected at first use
    GrowingMap<const ast::TableNode*, std::shared_ptr<const std::string>> table_aliases_;
    GrowingMap<const ast::FromClause*, std::shared_ptr<const std::string>> alias_names_;
    GrowingMap<std::pair<const void*, std::string>, std::string> made_names_;  // by key and seed
    GrowingMap<std::string, std::string> cut_names_;
    GrowingMap<std::string, int> counters_;
};

}  // namespace azoth::detail
