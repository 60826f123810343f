#pragma once

#include <span>
#include <string>
#include <string_view>

namespace azoth::postgresql {

/// The queries of the catalogue for some schemas, and the columns of their rows.
class CatalogQueries {
public:
    explicit CatalogQueries(std::span<const std::string> schemas);

    /// oid, schema, name, relkind, persistence, comment, storage parameters, tablespace, access method, partition key,
    /// parents, partition bound; for a view: definition, relations that it uses
    std::string tables() const;
    /// Of tables and of composite types: relation's oid, name, type cells, nullable, default, identity, generated,
    /// collation, comment, sequence cells, whether it is a SERIAL, the NOT NULL constraint's name, whether it is valid
    std::string columns() const;
    /// relation's oid, name, kind, deferrable, deferred, validated, no inherit, comment, columns, nulls not distinct,
    /// included columns, check, index's oid; of a foreign key: schema, table, columns, actions on update and delete,
    /// match, columns of the action on delete; whether it is WITHOUT OVERLAPS or PERIOD, whether it is enforced
    std::string constraints() const;
    /// oid, relation's oid, name, exclusion, unique, method, nulls not distinct, of the elements: definitions, columns,
    /// operator classes, options, operators; included columns, condition, storage parameters, tablespace, comment
    std::string indexes() const;
    /// oid, relation's oid, in scope, schema, name, kind, labels, type cells of the base, default, not null, of the
    /// checks: names, conditions; collation
    std::string types() const;
    /// schema, name, sequence cells, comment, owning table, owning column
    std::string sequences() const;
    /// For views: oid, and a statement that restores what is dropped with the view: its owner, options, privileges,
    /// triggers and rules.
    std::string attached() const;

private:
    std::string in_scope(std::string_view object, std::string_view name_space, std::string_view kind) const;
    std::string schema_of(std::string_view object, std::string_view name_space, std::string_view kind) const;
    std::string full_name_of(std::string_view object, std::string_view name_space) const;
    std::string type_cells(std::string_view typmod) const;

    std::string listed_;  // literals, separated by commas
    bool unnamed_ = false;
};

}  // namespace azoth::postgresql
