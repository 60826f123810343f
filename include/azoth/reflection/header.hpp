#pragma once

#include <azoth/schema/reflected.hpp>

#include <string>
#include <vector>

namespace azoth {

/// Options of a generated header.
struct HeaderOptions {
    std::string name_space = "schema";  ///< "shop", or "shop::tables"
    std::string metadata = "metadata";  ///< name of the MetaData of the tables
    std::string source;                 ///< the source named in its first line; empty: none
};

/// Returns a C++ header that declares the contents of a schema: a struct of columns and a Table for each table, views,
/// types and sequences. Equal schemas give equal texts.
///
/// Names that are not valid in C++ are changed: other characters become underscores, an underscore is appended to
/// keywords and names that azoth uses, and repeated names are numbered. A column of a type that azoth does not know is
/// a std::string or, in arrays, a Value, with a comment. Tables of more than 100 columns, the limit for a struct, are
/// declared without one.
std::string schema_header(const ReflectedSchema& schema, const HeaderOptions& options = HeaderOptions());

}  // namespace azoth
