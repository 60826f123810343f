#include "attack.hpp"
#include "postgresql/catalog_types.hpp"
#include <azoth/error.hpp>

#include <string>

namespace catalog_attacks {

using namespace azoth;

// A row of the types' query: a composite type, or a domain over the type `base`.
CatalogRow type_row(const std::string& oid, const std::string& kind, const std::string& base = {}) {
    CatalogRow row(26);
    row[0] = oid;
    row[1] = "r" + oid;
    row[2] = "true";
    row[3] = "public";
    row[4] = "t" + oid;
    row[5] = kind;
    row[7] = base;
    return row;
}

postgresql::CatalogType of(const std::string& oid) {
    postgresql::CatalogType type;
    type.oid = oid;
    type.name = "t" + oid;
    return type;
}

}  // namespace catalog_attacks

TEST_CASE("a server can NOT end the program by types that consist of themselves", "[security]") {
    using namespace catalog_attacks;
    using azoth_tests::attack;
    azoth::postgresql::CatalogTypes domains;
    domains.add(type_row("1", "d", "2"));
    domains.add(type_row("2", "d", "1"));
    attack("two domains over each other", domains.in_scope().empty());
    azoth::postgresql::CatalogTypes composites;
    composites.add(type_row("1", "c"));
    CHECK(composites.add_field("r1", "self", of("1")));
    attack("a composite type with itself as a field", composites.in_scope().empty());
}

TEST_CASE("types that double with each level can NOT fill the memory when they are reflected", "[security]") {
    using namespace catalog_attacks;
    azoth::postgresql::CatalogTypes types;
    for (int i = 0; i < 60; ++i) {
        const std::string oid = std::to_string(i);
        types.add(type_row(oid, "c"));
        if (i == 0) continue;
        CHECK(types.add_field("r" + oid, "a", of(std::to_string(i - 1))));
        CHECK(types.add_field("r" + oid, "b", of(std::to_string(i - 1))));
    }
    // 2^60 fields if each were described again: the test either ends or hangs.
    azoth_tests::attack("60 composite types, each with the one before twice", types.in_scope().size() != 60);
}
