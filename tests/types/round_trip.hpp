#pragma once

#include "catch.hpp"
#include "types/random_values.hpp"
#include <azoth/driver/session.hpp>
#include <azoth/types/all.hpp>
#include <azoth/types/text_form.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace azoth::test {

/// Counts the round trips through a database over the whole program, and prints the count at the end.
class Tally {
public:
    static Tally& get() {
        static Tally tally;
        return tally;
    }
    void add_type() { ++types_; }
    void add_value(bool good) {
        ++values_;
        if (!good) ++failures_;
    }

private:
    Tally() = default;
    ~Tally();

    std::size_t types_ = 0;
    std::size_t values_ = 0;
    std::size_t failures_ = 0;
};

/// The number of random values for each type: 10,000, or AZOTH_TEST_VALUES.
std::size_t values_of_each_type();

/// The round trip of one type through a database.
class Passage {
public:
    /// The type's name in SQL, and the type of the parameters, which by default is that of the C++ type.
    explicit Passage(std::string cast_, SqlType type_ = {}) : cast(std::move(cast_)), type(std::move(type_)) {}

    /// The server normalises the values: the text that azoth printed before is not compared.
    Passage normalized() && {
        same_text = false;
        return std::move(*this);
    }
    /// A statement that is executed first.
    Passage after(std::string statement) && {
        set_up.push_back(std::move(statement));
        return std::move(*this);
    }

    /// SQLite does not store these values, as documented.
    Passage not_in_sqlite() && {
        in_sqlite = false;
        return std::move(*this);
    }

    std::string cast;
    SqlType type;
    bool in_sqlite = true;
    bool same_text = true;
    std::vector<std::string> set_up;
};

/// A value in a round trip: how it is encoded, and how the answer is checked.
struct Traveller {
    std::function<void(ParameterBuffer&, const SqlType&)> add;
    std::function<std::string(const Cell&)> judge;  ///< empty: the value must be unchanged
};

/// Sends the values through PostgreSQL, in binary form in both directions, and compares each also with the server's
/// text.
void pass_postgresql(const Passage& passage, const std::vector<Traveller>& travellers);

/// Sends the values through a column of an SQLite table.
void pass_sqlite(const Passage& passage, const std::vector<Traveller>& travellers);

template <class T>
Traveller traveller(const std::optional<T>& value) {
    return {[value](ParameterBuffer& buffer, const SqlType& type) { buffer.add(value, type); },
            [value](const Cell& cell) -> std::string {
                if (cell.is_null() || !value) return cell.is_null() && !value ? "" : "only one of the two is NULL";
                return Codec<T>::decode(cell) == *value ? "" : "another value was read back";
            }};
}

template <class T, class Make>
std::vector<Traveller> travellers(const std::vector<T>& edges, const Make& make) {
    std::vector<Traveller> all;
    all.push_back(traveller<T>(std::nullopt));
    for (const auto& edge : edges) all.push_back(traveller<T>(static_cast<const T&>(edge)));
    Random random(seed());
    for (std::size_t i = 0; i < values_of_each_type(); ++i) all.push_back(traveller<T>(make(random)));
    return all;
}

template <class T, class Make>
void check_round_trip(Passage passage, const std::vector<T>& edges, const Make& make) {
    if (passage.type.is_null()) passage.type = Codec<T>::sql_type();
    const std::vector<Traveller> all = travellers<T>(edges, make);
    pass_postgresql(passage, all);
    if (passage.in_sqlite) pass_sqlite(passage, all);
}

}  // namespace azoth::test
