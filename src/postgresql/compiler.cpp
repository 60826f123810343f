#include "postgresql/compiler.hpp"

#include "postgresql/ddl_compiler.hpp"
#include "postgresql/protocol/encoder.hpp"
#include "postgresql/reserved_words.hpp"

#include <string>

namespace azoth::postgresql {

const DialectTraits& PostgresqlCompiler::traits() const noexcept {
    static constexpr DialectTraits postgresql{
        .name = "postgresql",
        .max_identifier_length = 63,
        .max_parameters = protocol::max_parameters,
        .instead_of_parameters =
            "send a list as one array (the option lists_as_arrays, or = ANY), many rows with "
            "executemany or COPY, or put the values into a temporary table",
        .placeholders_named = false,
        .key_return = KeyReturn::returning,
        .ilike = true,
        .arrays = true,
    };
    return postgresql;
}

std::unique_ptr<DdlCompiler> PostgresqlCompiler::ddl_compiler() const {
    return std::make_unique<PostgresqlDdlCompiler>(options());
}

void PostgresqlCompiler::write_next_value(std::string_view qualified) {
    write("nextval(");
    write_string(qualified);
    write(")");
}

void PostgresqlCompiler::write_string(std::string_view text) {
    if (text.find('\\') == std::string_view::npos) return Compiler::write_string(text);
    std::string doubled;
    doubled.reserve(text.size() + 8);
    for (const char c : text) {
        if (c == '\\') doubled += c;
        doubled += c;
    }
    write("E");
    Compiler::write_string(doubled);
}

// The OIDs of user-defined types differ between databases.
bool PostgresqlCompiler::is_untyped_parameter(const SqlType& given) const {
    const SqlType& type = given.variant_for(traits().name);
    // A configuration of text search, by name: its functions accept one only in one position.
    if (type.kind() == TypeKind::user_defined && type.detail().name == "regconfig") return false;
    const bool native = type.kind() != TypeKind::enumeration || type.detail().native_enum;
    return native && !type.is_null() && type.kind() != TypeKind::tuple && wire_oid(type) == oid::unspecified;
}

// A string without a length only means that the value is written as text: the server infers the type, as it does for a
// quoted literal. Text() and String(n) mean the type text.
SqlType PostgresqlCompiler::type_in_text(const SqlType& type) const {
    const bool open = type.kind() == TypeKind::string && type.length() < 0;
    return open ? SqlType(UserDefinedType("unknown", "pg_catalog")) : type;
}

bool PostgresqlCompiler::is_reserved(std::string_view lower_case_word) const noexcept {
    return is_reserved_word(lower_case_word);
}

void PostgresqlCompiler::write_placeholder(std::size_t index, std::string_view) {
    write("$");
    write(std::to_string(index + 1));
}

std::string quoted_identifier(std::string_view name) {
    PostgresqlCompiler writer;
    writer.write_identifier(name);
    return std::string(writer.text());
}

std::string qualified(std::string_view schema, std::string_view name) {
    PostgresqlCompiler writer;
    writer.write_qualified(schema, name);
    return std::string(writer.text());
}

std::string literal(std::string_view text) {
    PostgresqlCompiler writer;
    writer.write_string(text);
    return std::string(writer.text());
}

}  // namespace azoth::postgresql
