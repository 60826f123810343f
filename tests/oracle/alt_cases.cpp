#include "oracle/groups.hpp"
#include "oracle/schema_statements.hpp"
#include "oracle/shop.hpp"

#include <vector>

namespace oracle {

using namespace azoth;
using shop::addresses;
using Statements = std::vector<Statement>;

void add_alt_cases(Cases& cases) {
    cases.add("alt-001", [] {
        const Sequence full = Sequence("seq_full")
                                  .start(10)
                                  .increment(5)
                                  .minvalue(5)
                                  .maxvalue(1000)
                                  .cycle()
                                  .cache(3)
                                  .data_type(Integer());
        return Statements{CreateSequence(Sequence("seq_plain")), CreateSequence(full),
                          DropSequence(Sequence("seq_full"))};
    });
    cases.add("alt-002", [] {
        const Sequence tickets = Sequence("ticket_seq").schema("audit").start(7);
        return Statements{CreateSequence(tickets).if_not_exists(), DropSequence(tickets).if_exists()};
    });
    cases.add("alt-004", [] {
        const Sequence numbers("addresses_id_seq");
        return insert(addresses)
            .values(addresses.id = numbers.next_value() + 100, addresses.user_id = 1, addresses.street = "x",
                    addresses.city = "y")
            .returning(addresses.id);
    });
    cases.add("alt-005", [] {
        return Statements{CreateSchema("reports"), CreateSchema("Old Stuff").if_not_exists(),
                          DropSchema("Old Stuff").cascade(), DropSchema("reports").if_exists()};
    });
    cases.add("alt-007", [](const Dialect& dialect) {
        static MetaData metadata;
        static const Domain zip_code =
            Domain("zip_code", String(5)).check("VALUE ~ '^[0-9]+$'").not_null().default_value("00000");
        static const Table places{"places", metadata, Column{"id", Integer(), primary_key}, Column{"zip", zip_code}};
        return create_all(dialect, metadata);
    });
    cases.add("alt-009", [] {
        static MetaData metadata;
        static const Table loose{"loose", metadata, Column{"id", Integer()}, Column{"owner", Integer()},
                                 Column{"code", Text()}};
        static const Table users{"users", metadata, Column{"id", Integer(), primary_key}};
        const UniqueConstraint code = UniqueConstraint(loose["code"]).name("uq_loose_code");
        const ForeignKeyConstraint owner = ForeignKeyConstraint({loose["owner"]}, {"users.id"})
                                               .name("fk_loose_owner")
                                               .on_delete("SET DEFAULT")
                                               .not_valid();
        const PrimaryKeyConstraint key = PrimaryKeyConstraint(loose["id"]).name("pk_loose");
        return Statements{AddConstraint(code), AddConstraint(owner), AddConstraint(key),
                          DropConstraint(owner).cascade(), DropConstraint(code).if_exists()};
    });
    cases.add("alt-010", [] {
        static MetaData metadata;
        static const Table nothing{"nothing_here", metadata, Column{"x", Integer()}};
        return Statements{DropTable(addresses), DropTable(nothing).if_exists()};
    });
    cases.add("alt-011", [] {
        static MetaData metadata;
        static const CheckConstraint known =
            CheckConstraint("total > 0").name("orders_status_known").comment("known states");
        static const Table orders{"orders",
                                  metadata,
                                  Column{"id", Integer(), primary_key},
                                  Column{"note", Text(), comment("what the customer wrote: it's free text")},
                                  known,
                                  comment("every order")};
        return Statements{SetTableComment(orders), SetColumnComment(orders["note"]),
                          SetConstraintComment(orders, known), DropTableComment(orders)};
    });
    cases.add("alt-012", [] { return DDL("ALTER TABLE products ADD COLUMN extra INTEGER DEFAULT 5"); });
}

}  // namespace oracle
