#include "catch.hpp"
#include "schema/dialects.hpp"

#include <string>

using namespace azoth;

TEST_CASE("an action as an enumerator is written like the text", "[unit]") {
    const auto text_of = [](auto on_delete, auto on_update, auto match, auto when) {
        MetaData meta;
        const Table parent{"parent", meta, Column{"id", Integer(), primary_key}};
        const Table child{"child", meta, Column{"p", Integer()},
                          ForeignKeyConstraint({"p"}, {"parent.id"})
                              .on_delete(on_delete)
                              .on_update(on_update)
                              .match(match)
                              .deferrable()
                              .initially(when)};
        return postgresql_text(CreateTable(child));
    };
    CHECK(text_of(Action::cascade, Action::restrict, Match::full, Initially::deferred) ==
          text_of("CASCADE", "RESTRICT", "FULL", "DEFERRED"));
    CHECK(text_of(Action::set_default, Action::no_action, Match::simple, Initially::immediate) ==
          text_of("SET DEFAULT", "NO ACTION", "SIMPLE", "IMMEDIATE"));
}

TEST_CASE("an action can be limited to some of the columns", "[unit]") {
    MetaData meta;
    const Table seats{"seats", meta, Column{"hall", Integer(), primary_key}, Column{"number", Integer(), primary_key}};
    const Table tickets{
        "tickets", meta, Column{"hall", Integer()}, Column{"seat", Integer()},
        ForeignKeyConstraint({"hall", "seat"}, {"seats.hall", "seats.number"}).on_delete(Action::set_null, "seat")};
    CHECK_THAT(postgresql_text(CreateTable(tickets)), ContainsSubstring("ON DELETE SET NULL (seat)"));
}

TEST_CASE("an index method is written without quotes", "[unit]") {
    MetaData meta;
    const Table documents{"documents", meta, Column{"body", Json()}};
    const auto text_of = [&](auto method) {
        return postgresql_text(CreateIndex(Index("ix_body", documents["body"]).using_(method)));
    };
    CHECK(text_of(IndexMethod::gin) == "CREATE INDEX ix_body ON documents USING gin (body)");
    CHECK(text_of(IndexMethod::spgist) == "CREATE INDEX ix_body ON documents USING spgist (body)");
    CHECK(text_of("GIN") == text_of(IndexMethod::gin));
    CHECK(text_of("bloom") == "CREATE INDEX ix_body ON documents USING bloom (body)");
}

TEST_CASE("SQLite's conflict resolutions have enumerators", "[unit]") {
    MetaData meta;
    const Table codes{"codes", meta,
                      Column{"code", Text(), sqlite::on_conflict_not_null(ConflictResolution::ignore), not_null},
                      UniqueConstraint("code").on_conflict(ConflictResolution::replace)};
    const std::string text = sqlite_text(CreateTable(codes));
    CHECK_THAT(text, ContainsSubstring("NOT NULL ON CONFLICT IGNORE"));
    CHECK_THAT(text, ContainsSubstring("UNIQUE (code) ON CONFLICT REPLACE"));
}

TEST_CASE("a temporary table's ON COMMIT actions have enumerators", "[unit]") {
    const auto text_of = [](auto what) {
        MetaData meta;
        const Table scratch{"scratch", meta, Column{"n", Integer()}, temporary, postgresql::on_commit(what)};
        return postgresql_text(CreateTable(scratch));
    };
    CHECK(text_of(OnCommit::drop) == text_of("DROP"));
    CHECK(text_of(OnCommit::delete_rows) == text_of("DELETE ROWS"));
    CHECK(text_of(OnCommit::preserve_rows) == text_of("PRESERVE ROWS"));
}
