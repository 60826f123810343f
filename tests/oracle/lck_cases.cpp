#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_lck_cases(Cases& cases) {
    cases.add("lck-001",
              [] { return select(accounts.id, accounts.balance).where(accounts.id == 1).with_for_update(); });
    cases.add("lck-003", [] { return select(users.id).where(users.id == 2).with_for_update(ForUpdate().read()); });
    cases.add("lck-004", [] {
        const auto locked = select(accounts.id)
                                .where(accounts.balance > 1000)
                                .with_for_update(ForUpdate().key_share().of(accounts.id))
                                .subquery("locked");
        return select(func::count().label("n")).select_from(locked);
    });
    cases.add("lck-005", [] {
        const auto u = users.alias("u");
        return select(u.id).where(u.name == "kofi").with_for_update(ForUpdate().read().key_share().of(u).nowait());
    });
}

}  // namespace oracle
