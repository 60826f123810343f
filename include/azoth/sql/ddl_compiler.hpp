#pragma once

#include <azoth/schema/metadata.hpp>
#include <azoth/schema/table_node.hpp>
#include <azoth/types/sql_type.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace azoth {

class Compiler;

/// Writes the statements that create and drop what a MetaData describes. A dialect derives from it and answers what it
/// spells differently.
class DdlCompiler {
public:
    virtual ~DdlCompiler() = default;

    /// CREATE TABLE, then what the dialect needs beside it (comments), in the order of execution.
    std::vector<std::string> create_table(const ast::TableNode& table, const MetaData& metadata);
    std::string drop_table(const ast::TableNode& table);

protected:
    /// A compiler of the dialect for names and expressions; a fresh one for each.
    virtual std::unique_ptr<Compiler> compiler() const = 0;
    virtual std::string type_name(const SqlType& type) const = 0;
    /// The type of a column, where the key that the database numbers is spelt by its type (SERIAL).
    virtual std::string column_type(const ast::TableNode& table, const ast::Column& column) const;
    virtual std::vector<std::string> comments(const ast::TableNode& table) const;

    std::string identifier(std::string_view name) const;
    std::string table_name(const ast::TableNode& table) const;
    std::string literal(std::string_view text) const;

private:
    std::string column_definition(const ast::TableNode& table, const ast::Column& column) const;
    std::string foreign_key(const ast::TableNode& table, const ast::Column& column, const ForeignKeyInfo& key,
                            const MetaData& metadata) const;
};

}  // namespace azoth
