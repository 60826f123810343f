#include "oracle/groups.hpp"
#include "oracle/shop.hpp"
#include <azoth/expression/func.hpp>

namespace oracle {

using namespace azoth;
using namespace shop;

void add_fts_cases(Cases& cases) {
    cases.add("fts-001",
              [] { return select(documents.id).where(documents.body.match("pan oil")).order_by(documents.id); });
    cases.add("fts-002", [] {
        return select(documents.id).where(documents.body.match("knife", "english")).order_by(documents.id);
    });
    cases.add("fts-003", [] {
        return select(documents.id)
            .where(func::to_tsvector("english", documents.body)
                       .bool_op("@@")(func::plainto_tsquery("english", "seed tomatoes")))
            .order_by(documents.id);
    });
    cases.add("fts-004", [] {
        const auto query = func::to_tsquery("english", "shear | oil");
        const auto words = func::to_tsvector("english", documents.title + " " + documents.body);
        return select(documents.id, func::ts_headline("english", documents.body, query).label("hit"))
            .where(words.bool_op("@@")(query))
            .order_by(func::ts_rank(words, query).desc(), documents.id);
    });
}

}  // namespace oracle
