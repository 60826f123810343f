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

/// What reflect() and reflect_table() are told; each method gives a changed copy.
class ReflectOptions {
public:
    /// The schema to be read; by default that of the MetaData, and else what is found without a schema.
    ReflectOptions schema(std::string name) const {
        ReflectOptions copy = *this;
        copy.schema_ = std::move(name);
        return copy;
    }
    /// These tables alone, and those that their foreign keys point to: `ReflectOptions().only("users", "orders")`.
    template <class... Names>
    requires(sizeof...(Names) > 0) ReflectOptions only(const Names&... names)
    const {
        ReflectOptions copy = *this;
        (copy.only_.emplace_back(names), ...);
        return copy;
    }
    ReflectOptions only_these(std::vector<std::string> names) const {
        ReflectOptions copy = *this;
        copy.only_ = std::move(names);
        return copy;
    }
    /// Views and materialized views too.
    ReflectOptions views(bool on = true) const {
        ReflectOptions copy = *this;
        copy.views_ = on;
        return copy;
    }
    /// Whether the tables that foreign keys point to come along; they do by default.
    ReflectOptions resolve_foreign_keys(bool on) const {
        ReflectOptions copy = *this;
        copy.resolve_ = on;
        return copy;
    }

    const std::optional<std::string>& schema() const noexcept { return schema_; }
    const std::vector<std::string>& only() const noexcept { return only_; }
    bool with_views() const noexcept { return views_; }
    bool resolve_foreign_keys() const noexcept { return resolve_; }

private:
    std::optional<std::string> schema_;
    std::vector<std::string> only_;
    bool views_ = false;
    bool resolve_ = true;
};

/// Adds the tables of a live database to the MetaData, with everything that Table can say of them: they are queried,
/// created and dropped as declared ones. Tables that the MetaData has already stay as they are. Without only() it also
/// takes the schema's sequences and types that belong to no table. NoSuchTableError names what of only() isn't there.
///
/// Columns of a type that azoth doesn't know have a UserDefinedType: their values are read as text.
task<void> reflect(MetaData& metadata, const AsyncConnection& connection, ReflectOptions options = ReflectOptions());
/// The same for the function that run_sync() calls.
void reflect(MetaData& metadata, Connection& connection, const ReflectOptions& options = ReflectOptions());

/// A table or view of a live database: `const az::Table<> users = co_await az::reflect_table("users", meta, conn)`. It
/// joins the MetaData together with the tables that its foreign keys point to; if it is there already that is what is
/// given back.
task<Table<>> reflect_table(std::string name, MetaData& metadata, const AsyncConnection& connection,
                            ReflectOptions options = ReflectOptions());
Table<> reflect_table(const std::string& name, MetaData& metadata, Connection& connection,
                      const ReflectOptions& options = ReflectOptions());

/// The same from what an Inspector has read: adds everything in it to the MetaData.
void add_reflected(MetaData& metadata, const ReflectedSchema& schema);

}  // namespace azoth

AZOTH_EXPORT_END
