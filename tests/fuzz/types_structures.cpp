// Rows, hstore, addresses, bit strings, uuids, and what is printed of the types that have no C++ type.

#include "types.hpp"

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
    const Cell cell = cell_of(data + 2, size - 2, types[data[0] % std::size(types)]);
    call_one(
        data[1], [&] { print(cell); }, [&] { decode<Inner>(cell); }, [&] { decode<Outer>(cell); },
        [&] { decode<std::vector<Inner>>(cell); }, [&] { decode<HStoreMap>(cell); }, [&] { decode<Inet>(cell); },
        [&] { decode<Cidr>(cell); }, [&] { decode<MacAddr>(cell); }, [&] { decode<MacAddr8>(cell); },
        [&] { decode<BitString>(cell); }, [&] { decode<boost::uuids::uuid>(cell); },
        [&] { decode<std::string>(cell); });
    return 0;
}
