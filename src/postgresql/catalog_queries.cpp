#include "postgresql/catalog_queries.hpp"

#include "postgresql/compiler.hpp"
#include "sql/pinned.hpp"

namespace azoth::postgresql {
namespace {

// Objects of an extension are excluded.
std::string not_extension(std::string_view catalogue, std::string_view object) {
    std::string text = "NOT EXISTS (SELECT FROM pg_catalog.pg_depend ext WHERE ext.classid = 'pg_catalog.";
    text += catalogue;
    text += "'::regclass AND ext.objid = ";
    text += object;
    return text + ".oid AND ext.deptype = 'e')";
}

// The names of a relation's columns in the order of an array of their numbers, starting at an index.
std::string names_of(std::string_view numbers, std::string_view relation, std::string_view condition = "true") {
    std::string text = "ARRAY(SELECT x.attname::text FROM pg_catalog.unnest(";
    text += numbers;
    text += ") WITH ORDINALITY k(n, o) JOIN pg_catalog.pg_attribute x ON x.attrelid = ";
    text += relation;
    text += " AND x.attnum = k.n WHERE ";
    text += condition;
    return text + " ORDER BY k.o)::text";
}

// obj_description() and col_description() are functions in SQL, whose operators servers before version 14 look up in
// the search_path.
std::string comment_of(std::string_view catalogue, std::string_view object, std::string_view part = "0") {
    std::string text = "(SELECT ds.description FROM pg_catalog.pg_description ds WHERE ds.classoid = 'pg_catalog.";
    text += catalogue;
    text += "'::regclass AND ds.objoid = ";
    text += object;
    text += " AND ds.objsubid = ";
    text += part;
    return text + ')';
}

// A value for each element of an index's key.
std::string each_element(std::string_view value, std::string_view from = {}) {
    std::string text = "ARRAY(SELECT ";
    text += value;
    text += " FROM pg_catalog.generate_series(1, i.indnkeyatts) k(n) ";
    text += from;
    return text + " ORDER BY k.n)::text";
}

constexpr std::string_view type_joins =
    " LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace LEFT JOIN pg_catalog.pg_type e ON e.oid = "
    "t.typelem AND e.typarray = t.oid LEFT JOIN pg_catalog.pg_namespace en ON en.oid = e.typnamespace ";

// The search_path, and a variant without the schemas before pg_catalog if there are any. OFFSET keeps the row from
// being evaluated again at each use.
constexpr std::string_view search_path_item =
    " CROSS JOIN (SELECT pg_catalog.current_setting('search_path') AS path, CASE WHEN x.schemas[1] <> 'pg_catalog' AND "
    "'pg_catalog' = ANY (x.schemas) THEN (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(u.s), ', ' ORDER BY u.n) "
    "FROM pg_catalog.unnest(x.schemas) WITH ORDINALITY u(s, n) WHERE u.s <> 'pg_catalog') END AS safe FROM "
    "pg_catalog.current_schemas(false) x(schemas) OFFSET 0) sp";

// pg_get_viewdef() and pg_get_ruledef() execute queries whose operators the server looks up in the search_path. If
// pg_catalog is not its first schema, it is made the first for the call. Arguments are evaluated in order.
std::string deparsed(std::string_view call) {
    std::string text = "CASE WHEN sp.safe IS NULL THEN ";
    text.append(call).append(
        " ELSE (pg_catalog.json_build_array(pg_catalog.set_config('search_path', sp.safe, true), ");
    text.append(call).append(", pg_catalog.set_config('search_path', sp.path, true)) ->> 1) END");
    return text;
}

constexpr std::string_view sequence_cells =
    "pg_catalog.format_type(s.seqtypid, NULL), s.seqstart::text, s.seqincrement::text, s.seqmin::text, s.seqmax::text, "
    "s.seqcache::text, s.seqcycle::text";

}  // namespace

CatalogQueries::CatalogQueries(std::span<const std::string> schemas) {
    for (const std::string& name : schemas) {
        if (name.empty()) {
            unnamed_ = true;
            continue;
        }
        if (!listed_.empty()) listed_ += ", ";
        listed_ += literal(name);
    }
}

std::string CatalogQueries::in_scope(std::string_view object, std::string_view name_space,
                                     std::string_view kind) const {
    const std::string space = std::string(name_space) + ".nspname";
    std::string text = "(false";
    if (!listed_.empty()) text += " OR " + space + " = ANY (ARRAY[" + listed_ + "])";
    if (unnamed_) {
        text +=
            " OR " + space + " !~ '^pg_(catalog|toast)' AND " + space + " <> 'information_schema' AND pg_catalog.pg_";
        text += kind;
        text += "_is_visible(";
        text += object;
        text += ".oid)";
    }
    return text + ')';
}

std::string CatalogQueries::schema_of(std::string_view object, std::string_view name_space,
                                      std::string_view kind) const {
    const std::string space = std::string(name_space) + ".nspname";
    std::string text = "CASE";
    if (!listed_.empty()) text += " WHEN " + space + " = ANY (ARRAY[" + listed_ + "]) THEN " + space + "::text";
    text += " WHEN pg_catalog.pg_";
    text += kind;
    text += "_is_visible(";
    text += object;
    return text + ".oid) THEN '' ELSE " + space + "::text END";
}

std::string CatalogQueries::full_name_of(std::string_view object, std::string_view name_space) const {
    const std::string schema = schema_of(object, name_space, "table");
    std::string text = "pg_catalog.concat_ws('.', CASE WHEN (" + schema + ") <> '' THEN " + schema + " END, ";
    text += object;
    return text + ".relname)";
}

// oid, whether built in, schema, name, modifier; the same for an array's elements, without the modifier; the spelling.
std::string CatalogQueries::type_cells(std::string_view typmod) const {
    std::string text =
        "t.oid::text, (tn.nspname = 'pg_catalog')::text, " + schema_of("t", "tn", "type") + ", t.typname::text, ";
    text += typmod;
    text += "::text, e.oid::text, (en.nspname = 'pg_catalog')::text, " + schema_of("e", "en", "type") +
            ", e.typname::text, pg_catalog.format_type(t.oid, ";
    text += typmod;
    return text + ')';
}

std::string CatalogQueries::tables() const {
    return pinned(
        "SELECT c.oid::text, " + schema_of("c", "n", "table") +
        ", c.relname::text, c.relkind::text, c.relpersistence::text, " + comment_of("pg_class", "c.oid") +
        ", c.reloptions::text, ts.spcname::text, CASE WHEN am.amname <> 'heap' THEN am.amname::text END, CASE WHEN "
        "c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END, ARRAY(SELECT " +
        full_name_of("p", "pn") +
        " FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class p ON p.oid = h.inhparent JOIN pg_catalog.pg_namespace "
        "pn ON pn.oid = p.relnamespace WHERE h.inhrelid = c.oid ORDER BY h.inhseqno)::text, "
        "pg_catalog.pg_get_expr(c.relpartbound, c.oid), CASE WHEN c.relkind = ANY ('{v,m}') THEN " +
        deparsed("pg_catalog.pg_get_viewdef(c.oid)") + " END, ARRAY(SELECT DISTINCT " + full_name_of("p", "pn") +
        " FROM pg_catalog.pg_rewrite w JOIN pg_catalog.pg_depend dep ON dep.classid = "
        "'pg_catalog.pg_rewrite'::regclass AND dep.objid = w.oid AND dep.refclassid = 'pg_catalog.pg_class'::regclass "
        "JOIN pg_catalog.pg_class p ON p.oid = dep.refobjid AND p.relkind = ANY ('{r,p,v,m}') JOIN "
        "pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace WHERE w.ev_class = c.oid AND c.relkind = ANY ('{v,m}') "
        "AND p.oid <> c.oid ORDER BY 1)::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = "
        "c.relnamespace LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace LEFT JOIN pg_catalog.pg_am "
        "am ON am.oid = c.relam" +
        std::string(search_path_item) + " WHERE c.relkind = ANY ('{r,p,v,m}') AND " + in_scope("c", "n", "table") +
        " AND " + not_extension("pg_class", "c"));
}

std::string CatalogQueries::columns() const {
    // The default of a SERIAL column contains pg_catalog.nextval() if the search_path has another function of that
    // name.
    return pinned(
        "SELECT a.attrelid::text, a.attname::text, " + type_cells("a.atttypmod") +
        ", a.attndims::text, (NOT a.attnotnull)::text, pg_catalog.pg_get_expr(d.adbin, d.adrelid), "
        "a.attidentity::text, a.attgenerated::text, CASE WHEN a.attcollation <> t.typcollation THEN co.collname::text "
        "END, " +
        comment_of("pg_class", "a.attrelid", "a.attnum") + ", " + std::string(sequence_cells) +
        ", (s.deptype = 'a' AND pg_catalog.replace(pg_catalog.pg_get_expr(d.adbin, d.adrelid), 'pg_catalog.', '') = "
        "('nextval(' || pg_catalog.replace(pg_catalog.quote_literal(s.seqrelid::regclass::text), 'pg_catalog.', '') || "
        "'::regclass)'))::text, nn.conname::text, nn.convalidated::text FROM pg_catalog.pg_attribute a JOIN "
        "pg_catalog.pg_class c ON c.oid = a.attrelid JOIN "
        "pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_type t ON t.oid = a.atttypid" +
        std::string(type_joins) +
        "LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum LEFT JOIN "
        "pg_catalog.pg_collation co ON co.oid = a.attcollation LEFT JOIN LATERAL (SELECT q.*, dep.deptype FROM "
        "pg_catalog.pg_depend dep JOIN pg_catalog.pg_sequence q ON q.seqrelid = dep.objid WHERE dep.classid = "
        "'pg_catalog.pg_class'::regclass AND dep.refclassid = 'pg_catalog.pg_class'::regclass AND dep.refobjid = "
        "a.attrelid AND dep.refobjsubid = a.attnum AND dep.deptype = ANY ('{a,i}') LIMIT 1) s ON true LEFT JOIN "
        "pg_catalog.pg_constraint nn ON nn.conrelid = a.attrelid AND nn.contype = 'n' AND nn.conkey[1] = a.attnum AND "
        "nn.conislocal WHERE a.attnum > 0 AND NOT a.attisdropped AND (c.relkind = ANY ('{r,p,v,m}') AND " +
        in_scope("c", "n", "table") +
        " OR c.relkind = 'c' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema') ORDER BY a.attrelid, "
        "a.attnum");
}

std::string CatalogQueries::constraints() const {
    return pinned(
        "SELECT r.conrelid::text, r.conname::text, r.contype::text, r.condeferrable::text, r.condeferred::text, "
        "r.convalidated::text, r.connoinherit::text, " +
        comment_of("pg_constraint", "r.oid") + ", " + names_of("r.conkey", "r.conrelid") +
        ", (pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct'), " +
        names_of("i.indkey", "r.conrelid", "k.o > i.indnkeyatts") +
        ", CASE WHEN r.contype = 'c' THEN pg_catalog.pg_get_expr(r.conbin, r.conrelid) END, r.conindid::text, CASE "
        "WHEN r.contype = 'f' THEN " +
        schema_of("f", "fn", "table") + " END, f.relname::text, " + names_of("r.confkey", "r.confrelid") +
        ", r.confupdtype::text, r.confdeltype::text, r.confmatchtype::text, ARRAY(SELECT x.attname::text FROM "
        "pg_catalog.jsonb_array_elements_text(CASE WHEN pg_catalog.jsonb_typeof(pg_catalog.to_jsonb(r) -> "
        "'confdelsetcols') = 'array' THEN pg_catalog.to_jsonb(r) -> 'confdelsetcols' END) k(n) JOIN "
        "pg_catalog.pg_attribute x ON x.attrelid = r.conrelid AND x.attnum = k.n::int4 ORDER BY x.attnum)::text, "
        "(pg_catalog.to_jsonb(r) ->> 'conperiod'), (pg_catalog.to_jsonb(r) ->> 'conenforced') FROM "
        "pg_catalog.pg_constraint r JOIN pg_catalog.pg_class c ON c.oid = r.conrelid JOIN pg_catalog.pg_namespace n ON "
        "n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = r.conindid AND r.contype <> 'f' LEFT "
        "JOIN pg_catalog.pg_class f ON f.oid = r.confrelid LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = "
        "f.relnamespace WHERE r.contype = ANY ('{p,u,c,f,x}') AND r.conislocal AND r.conparentid = 0 AND " +
        in_scope("c", "n", "table") + " ORDER BY r.oid");
}

std::string CatalogQueries::indexes() const {
    return pinned(
        "SELECT i.indexrelid::text, i.indrelid::text, ic.relname::text, (i.indisexclusion)::text, i.indisunique::text, "
        "CASE WHEN am.amname <> 'btree' THEN am.amname::text END, (pg_catalog.to_jsonb(i) ->> "
        "'indnullsnotdistinct'), " +
        each_element("pg_catalog.pg_get_indexdef(i.indexrelid, k.n, false)") + ", " +
        each_element("CASE WHEN i.indcollation[k.n - 1] <> coalesce(x.attcollation, 0) AND x.attname IS NOT NULL THEN "
                     "'' ELSE coalesce(x.attname::text, '') END",
                     "LEFT JOIN pg_catalog.pg_attribute x ON x.attrelid = i.indrelid AND x.attnum = i.indkey[k.n - 1] "
                     "AND x.attnum <> 0") +
        ", " +
        each_element("CASE WHEN i.indcollation[k.n - 1] <> coalesce(x.attcollation, 0) AND x.attname IS NOT NULL THEN "
                     "pg_catalog.quote_ident(co.collname) ELSE '' END",
                     "LEFT JOIN pg_catalog.pg_attribute x ON x.attrelid = i.indrelid AND x.attnum = i.indkey[k.n - 1] "
                     "AND x.attnum <> 0 LEFT JOIN pg_catalog.pg_collation co ON co.oid = i.indcollation[k.n - 1]") +
        ", " +
        each_element("CASE WHEN o.opcdefault THEN '' WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN "
                     "pg_catalog.quote_ident(o.opcname) ELSE pg_catalog.quote_ident(ns.nspname) || '.' || "
                     "pg_catalog.quote_ident(o.opcname) END",
                     "JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[k.n - 1] JOIN pg_catalog.pg_namespace ns ON "
                     "ns.oid = o.opcnamespace") +
        ", " + each_element("i.indoption[k.n - 1]") +
        ", ARRAY(SELECT p.oprname::text FROM pg_catalog.pg_constraint r CROSS JOIN LATERAL "
        "pg_catalog.unnest(r.conexclop) WITH ORDINALITY u(o, n) JOIN pg_catalog.pg_operator p ON p.oid = u.o WHERE "
        "r.conindid = i.indexrelid AND r.contype = 'x' ORDER BY u.n)::text, " +
        names_of("i.indkey", "i.indrelid", "k.o > i.indnkeyatts") +
        ", pg_catalog.pg_get_expr(i.indpred, i.indrelid), ic.reloptions::text, ts.spcname::text, " +
        comment_of("pg_class", "ic.oid") +
        " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid JOIN pg_catalog.pg_class c "
        "ON c.oid = i.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_am am ON "
        "am.oid = ic.relam LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = ic.reltablespace WHERE NOT "
        "ic.relispartition AND c.relkind = ANY ('{r,p,m}') AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint r "
        "WHERE r.conindid = i.indexrelid AND r.contype = ANY ('{p,u}')) AND " +
        in_scope("c", "n", "table"));
}

std::string CatalogQueries::types() const {
    return pinned("SELECT d.oid::text, d.typrelid::text, (" + in_scope("d", "n", "type") + " AND " +
                  not_extension("pg_type", "d") + ")::text, " + schema_of("d", "n", "type") +
                  ", d.typname::text, d.typtype::text, ARRAY(SELECT l.enumlabel::text FROM pg_catalog.pg_enum l WHERE "
                  "l.enumtypid = d.oid ORDER BY l.enumsortorder)::text, " +
                  type_cells("d.typtypmod") +
                  ", d.typndims::text, pg_catalog.pg_get_expr(d.typdefaultbin, 0), d.typnotnull::text, ARRAY(SELECT "
                  "r.conname::text FROM pg_catalog.pg_constraint r WHERE r.contypid = d.oid AND r.contype = 'c' ORDER "
                  "BY r.conname)::text, ARRAY(SELECT pg_catalog.pg_get_expr(r.conbin, 0) FROM pg_catalog.pg_constraint "
                  "r WHERE r.contypid = d.oid AND r.contype = 'c' ORDER BY r.conname)::text, CASE WHEN d.typcollation "
                  "<> t.typcollation THEN co.collname::text END FROM pg_catalog.pg_type d JOIN pg_catalog.pg_namespace "
                  "n ON n.oid = d.typnamespace LEFT JOIN pg_catalog.pg_class c ON c.oid = d.typrelid LEFT JOIN "
                  "pg_catalog.pg_type t ON t.oid = d.typbasetype" +
                  std::string(type_joins) +
                  "LEFT JOIN pg_catalog.pg_collation co ON co.oid = d.typcollation WHERE (d.typtype = ANY ('{e,d}') OR "
                  "d.typtype = 'c' AND c.relkind = 'c') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'");
}

std::string CatalogQueries::sequences() const {
    return pinned(
        "SELECT " + schema_of("c", "n", "table") + ", c.relname::text, " + std::string(sequence_cells) + ", " +
        comment_of("pg_class", "c.oid") + ", " + full_name_of("o", "ow") +
        ", a.attname::text FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid JOIN "
        "pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_depend dep ON dep.classid = "
        "'pg_catalog.pg_class'::regclass AND dep.objid = c.oid AND dep.refclassid = 'pg_catalog.pg_class'::regclass "
        "AND dep.deptype = ANY ('{a,i}') LEFT JOIN pg_catalog.pg_class o ON o.oid = dep.refobjid LEFT JOIN "
        "pg_catalog.pg_namespace ow ON ow.oid = o.relnamespace LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = "
        "dep.refobjid AND a.attnum = dep.refobjsubid WHERE coalesce(dep.deptype <> 'i', true) AND " +
        in_scope("c", "n", "table") + " AND " + not_extension("pg_class", "c"));
}

std::string CatalogQueries::attached() const {
    return pinned(
        "WITH views AS (SELECT c.*, pg_catalog.format('%I.%I', n.nspname, c.relname) AS full_name FROM "
        "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = ANY "
        "('{v,m}') AND " +
        in_scope("c", "n", "table") +
        "), grants AS (SELECT v.oid, v.full_name, v.relowner, ''::text AS columns, a.* FROM views v CROSS JOIN LATERAL "
        "pg_catalog.aclexplode(v.relacl) a UNION ALL SELECT v.oid, v.full_name, v.relowner, pg_catalog.format(' (%I)', "
        "x.attname), a.* FROM views v JOIN pg_catalog.pg_attribute x ON x.attrelid = v.oid CROSS JOIN LATERAL "
        "pg_catalog.aclexplode(x.attacl) a) SELECT s.oid::text, s.sql FROM (SELECT 1 AS place, v.oid, "
        "pg_catalog.format('ALTER TABLE %s OWNER TO %I', v.full_name, pg_catalog.pg_get_userbyid(v.relowner)) AS sql "
        "FROM views v WHERE pg_catalog.pg_get_userbyid(v.relowner) <> current_user UNION ALL SELECT 2, v.oid, "
        "pg_catalog.format('ALTER VIEW %s SET (%s)', v.full_name, pg_catalog.array_to_string(v.reloptions, ', ')) FROM "
        "views v WHERE v.relkind = 'v' AND v.reloptions IS NOT NULL UNION ALL SELECT 3, g.oid, "
        "pg_catalog.format('GRANT %s%s ON %s TO %s', g.privilege_type, g.columns, g.full_name, CASE WHEN g.grantee = 0 "
        "THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) END) || CASE WHEN "
        "g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END FROM grants g WHERE g.grantee <> g.relowner UNION ALL "
        "SELECT 4, t.tgrelid, pg_catalog.pg_get_triggerdef(t.oid) FROM pg_catalog.pg_trigger t JOIN views v ON v.oid = "
        "t.tgrelid WHERE NOT t.tgisinternal UNION ALL SELECT 5, r.ev_class, pg_catalog.rtrim(" +
        deparsed("pg_catalog.pg_get_ruledef(r.oid)") +
        ", ';') FROM pg_catalog.pg_rewrite r JOIN views v ON v.oid = r.ev_class" + std::string(search_path_item) +
        " WHERE r.rulename <> '_RETURN') s ORDER BY s.oid, s.place, s.sql");
}

}  // namespace azoth::postgresql
