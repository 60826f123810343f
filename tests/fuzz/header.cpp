// Generated headers: a schema of any names and texts. None of them becomes code: but for names, the code is that of the
// same schema whose texts are plain words.

#include "bytes.hpp"
#include "security/cpp_source.hpp"
#include <azoth/error.hpp>
#include <azoth/reflection/header.hpp>

namespace {

using namespace azoth;

// Numbers choose among the types, texts name them.
SqlType type_of(fuzz::Pieces& pieces) {
    switch (pieces.number(8)) {
        case 0: return Integer();
        case 1: return String(static_cast<int>(pieces.number(100)) + 1);
        case 2: return Array(UserDefinedType(pieces.text()));
        case 3: return Enum(pieces.text(), {pieces.text(), "b"}, pieces.text());
        case 4: return Domain(pieces.text(), Text()).check(pieces.text()).default_sql(pieces.text());
        case 5: return Text().with_collation(pieces.text());
        case 6: return Numeric().spelled(pieces.text());
        default: return UserDefinedType(pieces.text(), pieces.text());
    }
}

ReflectedTable table_of(fuzz::Pieces& pieces) {
    ReflectedTable table;
    table.name = pieces.text();
    table.schema = pieces.flag() ? pieces.text() : std::string();
    table.kind = pieces.flag() ? TableKind::view : TableKind::table;
    table.comment = pieces.text();
    table.definition_sql = pieces.text();
    const std::size_t columns = pieces.number(6);
    for (std::size_t i = 0; i < columns; ++i) {
        ReflectedColumn& column = table.columns.emplace_back();
        column.name = pieces.text();
        column.type = type_of(pieces);
        column.type_sql = pieces.text();
        column.nullable = pieces.flag();
        column.default_sql = pieces.text();
        column.computed_sql = pieces.text();
        column.comment = pieces.text();
    }
    if (table.columns.empty()) return table;
    const std::string& first = table.columns.front().name;
    if (pieces.flag()) {
        ReflectedForeignKey& key = table.foreign_keys.emplace_back();
        key.columns = {first};
        key.referred_table = pieces.text();
        key.targets = {key.referred_table + '.' + pieces.text()};
        key.on_delete = pieces.text();
        key.name = pieces.text();
    }
    if (pieces.flag()) {
        ReflectedCheck& check = table.checks.emplace_back();
        check.condition_sql = pieces.text();
        check.name = pieces.text();
    }
    if (pieces.flag()) {
        ReflectedIndex& index = table.indexes.emplace_back();
        index.name = pieces.text();
        index.method = pieces.text();
        index.where_sql = pieces.text();
        index.with.emplace_back(pieces.text(), pieces.text());
        ReflectedIndexElement& element = index.elements.emplace_back();
        element.column = pieces.flag() ? first : std::string();
        element.expression_sql = pieces.text();
        element.operator_class = pieces.text();
        element.descending = pieces.flag();
    }
    table.options.partition_by = pieces.text();
    return table;
}

std::string header_of(fuzz::Pieces pieces) {
    ReflectedSchema schema;
    while (!pieces.empty() && schema.tables.size() < 4) {
        schema.tables.push_back(table_of(pieces));
        if (pieces.flag()) schema.types.push_back(Enum(pieces.text(), {pieces.text()}, pieces.text()));
    }
    return schema_header(schema);
}

// A letter for each word, and no blanks: lines are broken where they are too long. Which headers are included depends
// on what is mentioned, also in a literal.
std::string skeleton(const std::string& header) {
    std::string result;
    bool in_word = false;
    for (const char c : azoth_tests::code_of(header.substr(header.find("\nnamespace ")))) {
        const bool word = azoth_tests::is_word_character(c);
        if (word && !in_word) result += 'w';
        if (!word && c != ' ' && c != '\n') result += c;
        in_word = word;
    }
    return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const std::string header = header_of(fuzz::Pieces(data, size));
        fuzz::require(!azoth_tests::has_control(header));
        fuzz::require(skeleton(header) == skeleton(header_of(fuzz::Pieces(data, size, true))));
    } catch (const Error&) {
    }
    return 0;
}
