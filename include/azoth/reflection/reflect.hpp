#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/reflected.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/task.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace azoth {

/// Options of reflect() and reflect_table(). Methods return a changed copy.
class ReflectOptions {
public:
    /// Sets the schema to be read; by default that of the MetaData, else what is found without a schema.
    ReflectOptions schema(std::string name) const {
        ReflectOptions copy = *this;
        copy.schema_ = std::move(name);
        return copy;
    }
    /// Limits reflection to these tables, and those that their foreign keys refer to: `ReflectOptions().only("users",
    /// "orders")`.
    template <class... Names>
    requires(sizeof...(Names) > 0) ReflectOptions only(const Names&... names)
    const {
        ReflectOptions copy = *this;
        (copy.only_.emplace_back(names), ...);
        return copy;
    }
    /// Limits reflection to these tables; see only().
    ReflectOptions only_these(std::vector<std::string> names) const {
        ReflectOptions copy = *this;
        copy.only_ = std::move(names);
        return copy;
    }
    /// Sets whether views and materialized views are included. Default: no.
    ReflectOptions views(bool on = true) const {
        ReflectOptions copy = *this;
        copy.views_ = on;
        return copy;
    }
    /// Sets whether the tables that foreign keys refer to are included. Default: yes.
    ReflectOptions resolve_foreign_keys(bool on) const {
        ReflectOptions copy = *this;
        copy.resolve_ = on;
        return copy;
    }

    /// The schema, if it is set.
    const std::optional<std::string>& schema() const noexcept { return schema_; }
    /// The tables of only(); empty: all.
    const std::vector<std::string>& only() const noexcept { return only_; }
    /// Whether views are included.
    bool with_views() const noexcept { return views_; }
    /// Whether the tables that foreign keys refer to are included.
    bool resolve_foreign_keys() const noexcept { return resolve_; }

private:
    std::optional<std::string> schema_;
    std::vector<std::string> only_;
    bool views_ = false;
    bool resolve_ = true;
};

/// Adds the tables of a live database to the MetaData, with all properties that a Table can have: they are queried,
/// created and dropped like declared ones. Tables that are in the MetaData already are not changed. Without only() it
/// also adds sequences and types of the schema that belong to no table. Throws NoSuchTableError that names the missing
/// tables of only().
///
/// Columns of a type that azoth does not know have a UserDefinedType: their values are read as text.
task<void> reflect(MetaData& metadata, const AsyncConnection& connection, ReflectOptions options = ReflectOptions());
/// Adds the tables of a live database to the MetaData, for the function that run_sync() calls.
void reflect(MetaData& metadata, Connection& connection, const ReflectOptions& options = ReflectOptions());

/// Returns a table or view of a live database: `const az::Table<> users = co_await az::reflect_table("users", meta,
/// conn)`. It is added to the MetaData with the tables that its foreign keys refer to; if the MetaData has it already,
/// that table is returned.
task<Table<>> reflect_table(std::string name, MetaData& metadata, const AsyncConnection& connection,
                            ReflectOptions options = ReflectOptions());
Table<> reflect_table(const std::string& name, MetaData& metadata, Connection& connection,
                      const ReflectOptions& options = ReflectOptions());

/// Adds everything that an Inspector has read to the MetaData.
void add_reflected(MetaData& metadata, const ReflectedSchema& schema);

}  // namespace azoth
