#include "oracle/groups.hpp"
#include "oracle/schema_statements.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace oracle {

using namespace azoth;
using namespace shop;
using Statements = std::vector<Statement>;

void add_idx_cases(Cases& cases) {
    cases.add("idx-002", [](const Dialect& dialect) {
        static MetaData metadata;
        static const Table logs{"logs", metadata, Column{"id", Integer(), primary_key},
                                Column{"source", String(9), indexed}, Column{"Level", Integer(), indexed}};
        // The table, then its indexes, sorted by name as they are recorded.
        std::vector<std::string> texts = dialect.create_all(metadata, ExistingObjects());
        std::sort(texts.begin() + 1, texts.end());
        return statements(texts);
    });
    cases.add("idx-003", [] {
        return CreateIndex(Index("ix_products_price", products.price.desc(), products.weight.asc().nulls_last()));
    });
    cases.add("idx-004", [] { return CreateIndex(Index("ix_users_lower_name", func::lower(users.name))); });
    cases.add("idx-005", [] {
        return CreateIndex(
            Index("ix_items_value", order_items.quantity * order_items.unit_price, order_items.order_id));
    });
    cases.add("idx-007", [] {
        return CreateIndex(
            Index("ix_open_orders", orders.user_id).where(and_(orders.status == "new", orders.total > 10)));
    });
    cases.add("idx-008", [] {
        return Statements{CreateIndex(Index("ix_products_attrs", products.attributes)
                                          .using_("gin")
                                          .ops(products.attributes, "jsonb_path_ops")),
                          CreateIndex(Index("ix_products_tags", products.tags).using_("gin"))};
    });
    cases.add("idx-010", [] {
        return CreateIndex(Index("ix_accounts_owner", accounts.owner_id)
                               .unique()
                               .include("balance", "code")
                               .with("fillfactor", 70)
                               .nulls_not_distinct()
                               .where(accounts.version > 1));
    });
    cases.add("idx-011", [] {
        return CreateIndex(Index("ix_users_email_pat", users.email, users.name).ops(users.email, "text_pattern_ops"));
    });
    cases.add("idx-012",
              [] { return CreateIndex(Index("ix_orders_user", orders.user_id).concurrently()).if_not_exists(); });
    cases.add("idx-013", [] {
        const Index index("ix_gone", users.age);
        return Statements{CreateIndex(index), DropIndex(index).if_exists()};
    });
    cases.add("idx-014", [] {
        const Index index("ix_events_at", events.at);
        return Statements{CreateIndex(index), DropIndex(index)};
    });
}

}  // namespace oracle
