#include <azoth/error.hpp>
#include <azoth/types/type_error.hpp>
#include <azoth/types/type_table.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace azoth {
namespace {

constexpr std::array cpp_type_names{
    std::pair<Oid, std::string_view>{oid::boolean, "boolean"},
    std::pair<Oid, std::string_view>{oid::bytea, "bytea"},
    std::pair<Oid, std::string_view>{oid::character, "\"char\""},
    std::pair<Oid, std::string_view>{oid::name, "name"},
    std::pair<Oid, std::string_view>{oid::int8, "bigint"},
    std::pair<Oid, std::string_view>{oid::int2, "smallint"},
    std::pair<Oid, std::string_view>{oid::int4, "integer"},
    std::pair<Oid, std::string_view>{oid::regproc, "regproc"},
    std::pair<Oid, std::string_view>{oid::text, "text"},
    std::pair<Oid, std::string_view>{oid::oid, "oid"},
    std::pair<Oid, std::string_view>{oid::xid, "xid"},
    std::pair<Oid, std::string_view>{oid::json, "json"},
    std::pair<Oid, std::string_view>{oid::xml, "xml"},
    std::pair<Oid, std::string_view>{oid::cidr, "cidr"},
    std::pair<Oid, std::string_view>{oid::float4, "real"},
    std::pair<Oid, std::string_view>{oid::float8, "double precision"},
    std::pair<Oid, std::string_view>{oid::macaddr8, "macaddr8"},
    std::pair<Oid, std::string_view>{oid::money, "money"},
    std::pair<Oid, std::string_view>{oid::macaddr, "macaddr"},
    std::pair<Oid, std::string_view>{oid::inet, "inet"},
    std::pair<Oid, std::string_view>{oid::bpchar, "character"},
    std::pair<Oid, std::string_view>{oid::varchar, "character varying"},
    std::pair<Oid, std::string_view>{oid::date, "date"},
    std::pair<Oid, std::string_view>{oid::time, "time"},
    std::pair<Oid, std::string_view>{oid::timestamp, "timestamp"},
    std::pair<Oid, std::string_view>{oid::timestamptz, "timestamp with time zone"},
    std::pair<Oid, std::string_view>{oid::interval, "interval"},
    std::pair<Oid, std::string_view>{oid::timetz, "time with time zone"},
    std::pair<Oid, std::string_view>{oid::bit, "bit"},
    std::pair<Oid, std::string_view>{oid::varbit, "bit varying"},
    std::pair<Oid, std::string_view>{oid::numeric, "numeric"},
    std::pair<Oid, std::string_view>{oid::regclass, "regclass"},
    std::pair<Oid, std::string_view>{oid::record, "record"},
    std::pair<Oid, std::string_view>{oid::uuid, "uuid"},
    std::pair<Oid, std::string_view>{oid::tsvector, "tsvector"},
    std::pair<Oid, std::string_view>{oid::tsquery, "tsquery"},
    std::pair<Oid, std::string_view>{oid::jsonb, "jsonb"},
    std::pair<Oid, std::string_view>{oid::int4range, "int4range"},
    std::pair<Oid, std::string_view>{oid::numrange, "numrange"},
    std::pair<Oid, std::string_view>{oid::tsrange, "tsrange"},
    std::pair<Oid, std::string_view>{oid::tstzrange, "tstzrange"},
    std::pair<Oid, std::string_view>{oid::daterange, "daterange"},
    std::pair<Oid, std::string_view>{oid::int8range, "int8range"},
    std::pair<Oid, std::string_view>{oid::jsonpath, "jsonpath"},
    std::pair<Oid, std::string_view>{oid::int4multirange, "int4multirange"},
    std::pair<Oid, std::string_view>{oid::nummultirange, "nummultirange"},
    std::pair<Oid, std::string_view>{oid::tsmultirange, "tsmultirange"},
    std::pair<Oid, std::string_view>{oid::tstzmultirange, "tstzmultirange"},
    std::pair<Oid, std::string_view>{oid::datemultirange, "datemultirange"},
    std::pair<Oid, std::string_view>{oid::int8multirange, "int8multirange"},
    std::pair<Oid, std::string_view>{oid::int2vector, "int2vector"},
    std::pair<Oid, std::string_view>{oid::tid, "tid"},
    std::pair<Oid, std::string_view>{oid::cid, "cid"},
    std::pair<Oid, std::string_view>{oid::oidvector, "oidvector"},
    std::pair<Oid, std::string_view>{oid::point, "point"},
    std::pair<Oid, std::string_view>{oid::lseg, "lseg"},
    std::pair<Oid, std::string_view>{oid::path, "path"},
    std::pair<Oid, std::string_view>{oid::box, "box"},
    std::pair<Oid, std::string_view>{oid::polygon, "polygon"},
    std::pair<Oid, std::string_view>{oid::line, "line"},
    std::pair<Oid, std::string_view>{oid::circle, "circle"},
    std::pair<Oid, std::string_view>{oid::unknown, "unknown"},
    std::pair<Oid, std::string_view>{oid::refcursor, "refcursor"},
    std::pair<Oid, std::string_view>{oid::regtype, "regtype"},
    std::pair<Oid, std::string_view>{oid::regconfig, "regconfig"},
    std::pair<Oid, std::string_view>{oid::regprocedure, "regprocedure"},
    std::pair<Oid, std::string_view>{oid::regoper, "regoper"},
    std::pair<Oid, std::string_view>{oid::regoperator, "regoperator"},
    std::pair<Oid, std::string_view>{oid::regdictionary, "regdictionary"},
    std::pair<Oid, std::string_view>{oid::regnamespace, "regnamespace"},
    std::pair<Oid, std::string_view>{oid::regrole, "regrole"},
    std::pair<Oid, std::string_view>{oid::regcollation, "regcollation"},
    std::pair<Oid, std::string_view>{oid::txid_snapshot, "txid_snapshot"},
    std::pair<Oid, std::string_view>{oid::pg_snapshot, "pg_snapshot"},
    std::pair<Oid, std::string_view>{oid::pg_lsn, "pg_lsn"},
    std::pair<Oid, std::string_view>{oid::xid8, "xid8"},
};

[[noreturn]] void throw_type_error(std::string message, Outcome outcome, std::string_view value = {}) {
    Diagnostics diagnostics;
    if (!value.empty()) diagnostics.detail.append("The value is ").append(value).append(".");
    diagnostics.message = std::move(message);
    diagnostics.outcome = outcome;
    throw DataError(std::move(diagnostics));
}

}  // namespace

std::string type_name(Oid type) {
    const auto* const found =
        std::find_if(cpp_type_names.begin(), cpp_type_names.end(), [&](const auto& n) { return n.first == type; });
    if (found != cpp_type_names.end()) return std::string(found->second);
    if (const Oid element = element_oid(type); element != oid::unspecified) return type_name(element) + "[]";
    return "oid " + std::to_string(type);
}

std::string type_name(const Cell& cell) {
    const DatabaseType* const made = detail::database_type(cell);
    if (made == nullptr) return type_name(cell.type);
    return made->name + " (" + type_name(cell.type) + ')';
}

void throw_encode_error(std::string_view cpp_type, const SqlType& as, std::string_view why) {
    std::string message{cpp_type};
    message += " value can't be stored as " + to_string(as);
    if (!why.empty()) message += ": " + std::string(why);
    throw_type_error(std::move(message), Outcome::not_sent);
}

void throw_decode_error(std::string_view cpp_type, const Cell& cell, std::string_view why, std::string_view value) {
    std::string message = "value of type " + type_name(cell) + " can't be read as " + std::string(cpp_type);
    if (!why.empty()) message += ": " + std::string(why);
    throw_type_error(std::move(message), Outcome::executed, value);
}

}  // namespace azoth
