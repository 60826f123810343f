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

/// The names that a compilation makes up: of aliases, of columns without one, of parameters. What has been named once
/// keeps its name.
class MadeNames {
public:
    /// `sql` is the compiler, whose traits and options it reads.
    explicit MadeNames(const SqlOutput& sql) noexcept;
    MadeNames(const MadeNames&) = delete;
    MadeNames& operator=(const MadeNames&) = delete;
    ~MadeNames();

    /// What is compiled: names that it holds are not made up again.
    void begin(const ast::Node& root) noexcept { root_ = &root; }

    /// The name made up for a key.
    std::string made_name(const void* key, std::string_view seed);
    std::string made_name(const ast::ResultName& name);
    /// "base_1": one that nothing has yet.
    std::string anonymous_name(std::string_view base);
    /// The name by which columns refer to the clause; empty for a join.
    std::string_view alias_name(const ast::FromClause& from);
    /// What a table with a schema is called where another one has its name; empty: it is called by its own.
    std::string_view table_alias(const ast::TableNode& table);
    /// As schema_translate has it.
    std::string_view translated_schema(std::string_view schema) const noexcept;
    /// How often a name with this base has been made up, this time included.
    int count_name(std::string_view base);
    std::string number_name(std::string_view base, int number);
    /// A name that was made up, as SQLAlchemy shortens it where it comes near the longest that the database takes.
    std::string cut_name(std::string name);

private:
    const UsedNames& used_names();

    const SqlOutput& sql_;
    const ast::Node* root_ = nullptr;
    std::unique_ptr<UsedNames> used_names_;  // collected when they are first asked for
    GrowingMap<const ast::TableNode*, std::shared_ptr<const std::string>> table_aliases_;
    GrowingMap<const ast::FromClause*, std::shared_ptr<const std::string>> alias_names_;
    GrowingMap<std::pair<const void*, std::string>, std::string> made_names_;  // by key and seed
    GrowingMap<std::string, std::string> cut_names_;
    GrowingMap<std::string, int> counters_;
};

}  // namespace azoth::detail
