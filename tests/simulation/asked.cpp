#include "asked.hpp"

#include <azoth/types/number_codecs.hpp>

#include <algorithm>
#include <stdexcept>

namespace azoth_tests::simulation {
namespace {

using azoth::StatementKind;

azoth::StatementText make_statement(std::string_view sql, std::size_t parameters, StatementKind kind, bool reads) {
    azoth::StatementText text;
    text.sql = sql;
    text.parameter_types.assign(parameters, azoth::SqlType(azoth::TypeKind::big_integer));
    text.kind = kind;
    text.reads_only = reads;
    text.seal();
    return text;
}

}  // namespace

bool IdSource::next(azoth::ParameterBuffer& into) {
    late_ = late_ || ended_;
    if (next_ == end_) {
        if (fails_) throw Failed();
        return false;
    }
    into.add(next_++, azoth::SqlType(azoth::TypeKind::big_integer));
    return true;
}

void Asked::reset() {
    kind = Kind::execute;
    verb = Verb::unknown;
    request = 0;
    id = 0;
    sets = 1;
    rows = padding = block = 0;
    begins = ends = source_fails = malformed = alone = cancelled = done = succeeded = false;
    count = cursor = flushes = 0;
    deadline = pl::never;
    parameters.clear();
    text.clear();
    transaction.reset();
}

void Asked::spoil() {
    parameters.clear();
    source.end();
    std::ranges::fill(text, '!');
    std::ranges::fill(statement.sql, '!');
}

const azoth::StatementText& statement_of(Verb verb) {
    static const azoth::StatementText rows = make_statement(sql::rows, 3, StatementKind::select, true);
    static const azoth::StatementText failing = make_statement(sql::failing_row, 3, StatementKind::select, true);
    static const azoth::StatementText insert = make_statement(sql::insert, 1, StatementKind::insert, false);
    static const azoth::StatementText returning =
        make_statement(sql::insert_returning, 1, StatementKind::insert, false);
    static const azoth::StatementText duplicate = make_statement(sql::duplicate, 1, StatementKind::insert, false);
    static const azoth::StatementText slow_insert = make_statement(sql::slow_insert, 2, StatementKind::insert, false);
    static const azoth::StatementText slow_rows = make_statement(sql::slow_rows, 2, StatementKind::text, false);
    static const azoth::StatementText made_type = make_statement(sql::made_type, 1, StatementKind::select, true);
    static const azoth::StatementText textual = make_statement(sql::textual, 1, StatementKind::text, false);
    static const azoth::StatementText missing = make_statement(sql::missing_table, 1, StatementKind::select, true);
    static const azoth::StatementText alter = make_statement(sql::alter, 0, StatementKind::text, false);
    static const azoth::StatementText deallocate = make_statement("DEALLOCATE ALL", 0, StatementKind::text, false);
    switch (verb) {
        case Verb::rows: return rows;
        case Verb::failing_row: return failing;
        case Verb::insert: return insert;
        case Verb::insert_returning: return returning;
        case Verb::duplicate: return duplicate;
        case Verb::slow_insert: return slow_insert;
        case Verb::slow_rows: return slow_rows;
        case Verb::made_type: return made_type;
        case Verb::textual: return textual;
        case Verb::missing_table: return missing;
        case Verb::alter: return alter;
        case Verb::deallocate_all: return deallocate;
        default: throw std::logic_error("no statement for this verb");
    }
}

}  // namespace azoth_tests::simulation
