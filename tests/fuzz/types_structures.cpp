// Rows, hstore, addresses, bit strings, uuids, and what is printed of the types that have no C++ type.

#include "types.hpp"
#include <azoth/types/type_table.hpp>

namespace {

struct Inner {
    std::optional<std::string> name;
    std::vector<std::optional<std::int32_t>> numbers;
    friend bool operator==(const Inner&, const Inner&) = default;
};
struct Outer {
    std::optional<Inner> inner;
    std::optional<azoth::Decimal> amount;
    friend bool operator==(const Outer&, const Outer&) = default;
};

// Types that a database might have made, each of another form.
const azoth::TypeTable& made_types() {
    using azoth::DatabaseType;
    using Form = DatabaseType::Form;
    static const azoth::TypeTable table = [] {
        std::unordered_map<azoth::Oid, DatabaseType> types;
        azoth::Oid next = azoth::oid::first_user_defined;
        const auto add = [&](Form form, azoth::Oid part) {
            DatabaseType type;
            type.name = "type_" + std::to_string(next);
            type.form = form;
            type.part = part;
            types.emplace(next++, std::move(type));
        };
        add(Form::opaque, 0);
        add(Form::text, 0);
        add(Form::versioned_text, 0);
        add(Form::domain, azoth::oid::int4);
        add(Form::record, 0);
        add(Form::array, azoth::oid::first_user_defined + 4);
        add(Form::range, azoth::oid::float8);
        add(Form::multirange, azoth::oid::first_user_defined + 6);
        add(Form::hstore, 0);
        add(Form::array, azoth::oid::first_user_defined + 3);
        return azoth::TypeTable(std::move(types));
    }();
    return table;
}
constexpr std::size_t made_type_count = 10;

}  // namespace

template <>
struct azoth::CompositeName<Inner> {
    static constexpr std::string_view value = "inner";
};
template <>
struct azoth::CompositeName<Outer> {
    static constexpr std::string_view value = "outer";
};

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace azoth;
    using namespace azoth::fuzz;
    if (size < 2) return 0;
    constexpr Oid types[] = {oid::record,      oid::first_user_defined,
                             oid::text,        oid::inet,
                             oid::cidr,        oid::macaddr,
                             oid::macaddr8,    oid::varbit,
                             oid::bit,         oid::uuid,
                             oid::point,       oid::path,
                             oid::polygon,     oid::circle,
                             oid::pg_snapshot, oid::oidvector,
                             oid::tid,         oid::pg_lsn,
                             oid::int2vector,  oid::box};
    const std::size_t which = data[0] % (std::size(types) + made_type_count);
    const bool made = which >= std::size(types);
    Cell cell = cell_of(data + 2, size - 2,
                        made ? oid::first_user_defined + static_cast<Oid>(which - std::size(types)) : types[which]);
    if (made || cell.type == oid::record) cell.types = &made_types();
    call_one(
        data[1], [&] { print(cell); }, [&] { decode<Inner>(cell); }, [&] { decode<Outer>(cell); },
        [&] { decode<std::vector<Inner>>(cell); }, [&] { decode<HStoreMap>(cell); }, [&] { decode<Inet>(cell); },
        [&] { decode<Cidr>(cell); }, [&] { decode<MacAddr>(cell); }, [&] { decode<MacAddr8>(cell); },
        [&] { decode<BitString>(cell); }, [&] { decode<boost::uuids::uuid>(cell); }, [&] { decode<std::string>(cell); },
        [&] { decode<Lsn>(cell); }, [&] { decode<Xid8>(cell); }, [&] { decode<Point>(cell); },
        [&] { decode<Box>(cell); }, [&] { decode<Line>(cell); },
        [&] { decode<Range<double>>(cell, UserDefinedType("span")); },
        [&] { decode<std::vector<std::optional<std::int32_t>>>(cell); },
        [&] {
            try {
                print(Value(cell, SqlType()).cell());
            } catch (const Error&) {
            }
        });
    return 0;
}
