#pragma once

#include <string>
#include <vector>

namespace azoth_tests {

/// A schema with everything that SQLite's tables can have, with difficult names.
inline std::vector<std::string> sqlite_schema() {
    return {
        R"(CREATE TABLE "Select ""Me"" 100%" (
            "User" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            "a ""b"" c" TEXT DEFAULT 'it''s 100% :here' NOT NULL ON CONFLICT REPLACE,
            "Größe" NUMERIC(8, 3) DEFAULT 1.5,
            "order" VARCHAR(40) COLLATE "NOCASE",
            area DOUBLE GENERATED ALWAYS AS ("Größe" * 2) STORED,
            half REAL GENERATED ALWAYS AS ("Größe" / 2) VIRTUAL,
            "at" DATETIME DEFAULT CURRENT_TIMESTAMP,
            n INTEGER DEFAULT (1 + 1),
            m INT DEFAULT -1,
            loose,
            CONSTRAINT "uq of it" UNIQUE ("order", "a ""b"" c") ON CONFLICT IGNORE,
            UNIQUE ("Größe"),
            CONSTRAINT "it's positive" CHECK ("Größe" > 0 AND "order" <> ')'),
            CHECK ("order" <> 'x''y')
        ))",
        R"(CREATE INDEX "ix %s" ON "Select ""Me"" 100%" ("Größe" DESC, lower("order")) WHERE "Größe" > 10)",
        R"(CREATE UNIQUE INDEX ux ON "Select ""Me"" 100%" (n))",
        R"(CREATE TABLE child (
            a BIGINT NOT NULL UNIQUE,
            parent INTEGER CONSTRAINT "fk %" REFERENCES "select ""me"" 100%" ON DELETE CASCADE ON UPDATE SET NULL
                DEFERRABLE INITIALLY DEFERRED,
            self BIGINT REFERENCES child (a),
            b SMALLINT NOT NULL, /* a comment, with a comma */
            x BLOB, -- and another (
            y JSON, z BOOLEAN, d DATE, t TIME, c CHAR(3), [in brackets] REAL,
            PRIMARY KEY (b, a),
            FOREIGN KEY (b, a) REFERENCES child (b, a)
        ) WITHOUT ROWID)",
        "CREATE TABLE strict (id INTEGER PRIMARY KEY, x ANY, n INT NOT NULL UNIQUE CHECK (n > 0)) STRICT",
        "CREATE VIEW \"big ones\" AS SELECT \"User\" AS id, \"Größe\" AS \"select\" FROM \"Select \"\"Me\"\" 100%\" "
        "WHERE "
        "\"order\" = 'a:b'",
    };
}

}  // namespace azoth_tests
