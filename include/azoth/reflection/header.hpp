#pragma once

#include <azoth/export.hpp>
#include <azoth/schema/reflected.hpp>

#include <string>
#include <vector>

AZOTH_EXPORT_BEGIN

namespace azoth {

/// What a generated header is called by.
struct HeaderOptions {
    std::string name_space = "schema";  ///< "shop", or "shop::tables"
    std::string metadata = "metadata";  ///< the MetaData of the tables
    std::string source;                 ///< what it was made of, for its first line; empty: nothing is said
};

/// C++ that declares what a database has: a struct of columns and a Table for each table, views, types and sequences,
/// in a header of its own. It depends on nothing but the schema: the same schema gives the same text.
///
/// Names that aren't C++ names are changed: other characters become underscores, keywords and names that azoth uses get
/// one at their end, and what then is there twice is numbered. A column whose type azoth doesn't know is a std::string
/// or, in arrays, a Value, with a comment that says so; tables of more than 100 columns, which a struct can't have, are
/// declared without one.
std::string schema_header(const ReflectedSchema& schema, const HeaderOptions& options = HeaderOptions());

}  // namespace azoth

AZOTH_EXPORT_END
