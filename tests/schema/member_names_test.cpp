#include "catch.hpp"
#include <azoth/azoth.hpp>

#include <cstdint>
#include <sstream>
#include <string>

using namespace azoth;

namespace {

// Columns whose members have the names of methods and members of Table.
struct Awkward {
    Column<std::int64_t> id{"id", primary_key};
    Column<std::string> alias{"alias"};
    Column<std::string> join{"join"};
    Column<std::string> outer_join{"outer_join"};
    Column<std::string> c{"c"};
    Column<std::string> columns{"columns"};
    Column<std::string> select{"select"};
    Column<std::string> metadata{"metadata"};
    Column<std::string> name{"name"};
    Column<std::string> to_metadata{"to_metadata"};
    Column<std::string> insert{"insert"};
    Column<std::string> where{"where"};
};

struct Others {
    Column<std::int64_t> awkward_id{"awkward_id", ForeignKey("awkward.id")};
};

template <class S>
std::string shown(const S& statement) {
    std::ostringstream out;
    out << statement;
    return out.str();
}

}  // namespace

TEST_CASE("a column may be named like a method of its table", "[unit]") {
    MetaData meta;
    const Table<Awkward> awkward{"awkward", meta};
    const Table<Others> others{"others", meta};
    const auto one_line = [](std::string text) {
        for (char& c : text) {
            if (c == '\n') c = ' ';
        }
        return text;
    };

    // The methods are still those of the table.
    const auto other = awkward.alias("other");
    CHECK_THAT(one_line(shown(select(other.id).select_from(awkward.join(others)))),
               ContainsSubstring("JOIN others ON"));

    const Awkward& c = columns(awkward);
    CHECK(one_line(shown(select(c.alias, c.join, c.outer_join, c.to_metadata))) ==
          "SELECT awkward.alias, awkward.join, awkward.outer_join, awkward.to_metadata FROM awkward");
    CHECK(one_line(shown(select(awkward.c, awkward.columns, awkward.name, awkward.metadata))) ==
          "SELECT awkward.c, awkward.columns, awkward.name, awkward.metadata FROM awkward");
    CHECK(one_line(shown(select(columns(other).alias))) == "SELECT other.alias FROM awkward AS other");
    CHECK(one_line(shown(update(awkward).values(c.alias = "a").where(c.join == "b"))) ==
          "UPDATE awkward SET alias=:alias WHERE awkward.join = :join_1");
    CHECK(one_line(shown(select(awkward["alias"], awkward["join"]))) ==
          "SELECT awkward.alias, awkward.join FROM awkward");

    MetaData other_meta;
    const Table<Awkward> copy = awkward.to_metadata(other_meta);
    CHECK(one_line(shown(select(columns(copy).alias))) == "SELECT awkward.alias FROM awkward");
}
