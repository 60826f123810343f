#pragma once

#include <string>
#include <vector>

namespace azoth_tests {

/// A schema with everything that PostgreSQL's tables can have, with difficult names.
inline std::vector<std::string> postgresql_schema() {
    return {
        "CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'très \"happy\"')",
        "CREATE TYPE unused AS ENUM ('a')",
        "CREATE DOMAIN zip AS varchar(5) DEFAULT '00000' NOT NULL CONSTRAINT \"zip check\" CHECK (VALUE ~ '^[0-9]+$')",
        "CREATE DOMAIN positive AS numeric(10,2) CHECK (VALUE > 0)",
        "CREATE TYPE place AS (x double precision, \"y z\" numeric(6,2), zip zip)",
        "CREATE SEQUENCE alone AS integer INCREMENT 5 MINVALUE -10 MAXVALUE 100 START 5 CACHE 3 CYCLE",
        "COMMENT ON SEQUENCE alone IS 'on its own'",
        R"(CREATE TABLE "Select ""Me"" 100%" (
            "User" integer GENERATED ALWAYS AS IDENTITY (START 10 INCREMENT 5) CONSTRAINT "pk of it" PRIMARY KEY,
            "a ""b"" c" text NOT NULL DEFAULT 'it''s 100% :here',
            "Größe" numeric(8,3) DEFAULT 1.5,
            "order" varchar(40) COLLATE "C",
            mood mood DEFAULT 'sad',
            moods mood[],
            zip zip,
            price positive,
            area double precision GENERATED ALWAYS AS ("Größe" * 2) STORED,
            UNIQUE ("order", "a ""b"" c") INCLUDE (zip),
            CONSTRAINT "nulls are equal" UNIQUE NULLS NOT DISTINCT ("Größe"),
            CONSTRAINT "it's positive" CHECK ("Größe" > 0) NO INHERIT,
            CHECK ("order" <> 'x''y')))",
        R"(COMMENT ON TABLE "Select ""Me"" 100%" IS 'it''s a "comment"')",
        R"(COMMENT ON COLUMN "Select ""Me"" 100%"."Größe" IS '100% größer')",
        R"(COMMENT ON CONSTRAINT "it's positive" ON "Select ""Me"" 100%" IS 'of course')",
        R"(CREATE INDEX "ix %s" ON "Select ""Me"" 100%" ("Größe" DESC, lower("order") text_pattern_ops, mood NULLS FIRST)
            INCLUDE (zip) WITH (fillfactor = 70) WHERE "Größe" > 10)",
        R"(COMMENT ON INDEX "ix %s" IS 'an index')",
        R"(CREATE UNIQUE INDEX "ix nulls" ON "Select ""Me"" 100%" (price) NULLS NOT DISTINCT)",
        R"(CREATE INDEX ix_collated ON "Select ""Me"" 100%" ("order" COLLATE "POSIX" DESC NULLS LAST))",
        R"(CREATE TABLE child (
            a bigserial PRIMARY KEY,
            b smallint NOT NULL,
            other serial,
            parent integer CONSTRAINT "fk %" REFERENCES "Select ""Me"" 100%" ON DELETE CASCADE ON UPDATE SET NULL
                DEFERRABLE INITIALLY DEFERRED,
            self bigint REFERENCES child (a),
            n integer DEFAULT nextval('alone')))",
        "CREATE TABLE pairs (a integer, b integer, c integer, PRIMARY KEY (b, a) DEFERRABLE)",
        "CREATE TABLE to_pairs (x integer, y integer, CONSTRAINT fk_pairs FOREIGN KEY (x, y) REFERENCES to_pairs (y, "
        "x) "
        "MATCH FULL ON DELETE SET NULL (x), UNIQUE (y, x))",
        "ALTER TABLE to_pairs ADD CONSTRAINT unchecked CHECK (x > 0) NOT VALID",
        "CREATE TABLE stays (id integer, room int4range, during tsrange, EXCLUDE USING gist (room WITH =, during WITH "
        "&&) WHERE (id > 0) DEFERRABLE)",
        R"(CREATE TABLE types (
            b boolean, i2 smallint, i8 bigint, r real, d double precision, n numeric, c char(3), bp bpchar, v varchar,
            t text, bin bytea, da date, ti time, ti3 time(3), tz timetz, ts timestamp, ts2 timestamp(2), tsz timestamptz,
            iv interval, iv2 interval day to second(3), u uuid, j json, jb jsonb, ip inet, net cidr, mac macaddr,
            mac8 macaddr8, bits bit(4), vb varbit(9), o oid, m money, tv tsvector, tq tsquery, x xml, jp jsonpath,
            ir int4range, mr int8multirange, ia integer[], va varchar(7)[], na numeric(5,1)[],
            p point, na2 name, ch "char", lsn pg_lsn, boxes box[], pl place, pls place[]))",
        "CREATE UNLOGGED TABLE unlogged (x integer) WITH (fillfactor = 50)",
        "CREATE TABLE measured (at date NOT NULL, value float8, PRIMARY KEY (at)) PARTITION BY RANGE (at)",
        "CREATE TABLE measured_2024 PARTITION OF measured FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
        "CREATE TABLE measured_rest PARTITION OF measured DEFAULT",
        "CREATE INDEX ix_measured ON measured (value)",
        "CREATE TABLE base (x integer, CONSTRAINT ck_base CHECK (x > 0))",
        "CREATE TABLE heir (y jsonb) INHERITS (base)",
        "CREATE INDEX ix_gin ON heir USING gin (y jsonb_path_ops)",
        "CREATE VIEW \"big ones\" AS SELECT \"User\" AS id, \"Größe\" AS \"select\" FROM \"Select \"\"Me\"\" 100%\" "
        "WHERE "
        "\"order\" = 'a:b'",
        "CREATE MATERIALIZED VIEW kept AS SELECT b, a FROM pairs",
        "CREATE UNIQUE INDEX ux_kept ON kept (a)",
    };
}

}  // namespace azoth_tests
