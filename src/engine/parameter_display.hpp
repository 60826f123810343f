#pragma once

#include <azoth/types/parameter_buffer.hpp>

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace azoth::detail {

inline constexpr std::string_view hidden_parameters = "[SQL parameters hidden due to hide_parameters=True]";

/// Parameters as SQLAlchemy shows them: `('some name', 1)`, `(1,)`, `()`. A long value is shortened in its middle; of
/// more than 100 parameters the first and the last fifty are shown.
std::string display_parameters(const ParameterBuffer& parameters, std::span<const SqlType> types);

/// The parameters of an executemany as a shortened list: the first eight sets and the last two.
class DisplayedSets {
public:
    /// Without last_too the list ends after the first sets, which avoids copying every set.
    DisplayedSets(std::span<const SqlType> types, bool last_too)
        : types_(types.begin(), types.end()), last_too_(last_too) {}

    void add(const ParameterBuffer& parameters) {
        ++count_;
        if (first_.size() < shown_first || last_too_) keep(parameters);
    }
    std::string to_string() const;

private:
    static constexpr std::size_t shown_first = 8;
    static constexpr std::size_t shown_last = 2;

    void keep(const ParameterBuffer& parameters);

    std::vector<SqlType> types_;
    bool last_too_;
    std::size_t count_ = 0;
    std::vector<ParameterBuffer> first_;
    std::deque<ParameterBuffer> last_;
};

}  // namespace azoth::detail
