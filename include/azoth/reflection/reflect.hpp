#pragma once

#include <azoth/engine/async_connection.hpp>
#include <azoth/export.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/reflected.hpp>
#include <azoth/schema/table.hpp>
#include <azoth/task.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// What is reflected: `const ReflectOptions options{.schema = "shop", .views = true};`. g++ 12 needs the name: it
/// destroys options twice that are written inside co_await, and such a call does not compile there.
struct ReflectOptions {
    /// The schema to be read; by default that of the MetaData, and else what is found without a schema.
    std::optional<std::string> schema{};
    /// Views and materialized views, too.
    bool views = false;
    /// These tables alone, and those that their foreign keys point to; empty: all.
    std::vector<std::string> only{};
    /// Whether the tables that foreign keys point to are reflected, too.
    bool resolve_foreign_keys = true;
};

/// Adds the tables of a live database to the MetaData, with everything that Table can say of them: they are queried,
/// created and dropped as declared ones. Tables that the MetaData has already stay as they are. Without `only` it also
/// takes the schema's sequences and types that belong to no table. NoSuchTableError names what of `only` isn't there.
///
/// Columns of a type that azoth doesn't know have a UserDefinedType: their values are read as text.
task<void> reflect(MetaData& metadata, const AsyncConnection& connection,
                   const ReflectOptions& options = ReflectOptions());
/// Adds the tables of a live database to the MetaData, for the function that run_sync() calls.
void reflect(MetaData& metadata, Connection& connection, const ReflectOptions& options = ReflectOptions());

/// Returns a table or view of a live database: `const az::Table<> users = co_await az::reflect_table("users", meta,
/// conn)`. It is added to the MetaData with the tables that its foreign keys refer to; if the MetaData has it already,
/// that table is returned.
task<Table<>> reflect_table(std::string name, MetaData& metadata, const AsyncConnection& connection,
                            const ReflectOptions& options = ReflectOptions());
Table<> reflect_table(const std::string& name, MetaData& metadata, Connection& connection,
                      const ReflectOptions& options = ReflectOptions());

#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
/// Options without a name, which g++ 12 destroys twice inside co_await: give them a name first.
task<void> reflect(MetaData& metadata, const AsyncConnection& connection, ReflectOptions&& options) = delete;
task<Table<>> reflect_table(std::string name, MetaData& metadata, const AsyncConnection& connection,
                            ReflectOptions&& options) = delete;
#endif

/// Adds everything that an Inspector has read to the MetaData.
void add_reflected(MetaData& metadata, const ReflectedSchema& schema);

}  // namespace azoth

AZOTH_EXPORT_END
