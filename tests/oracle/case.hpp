#pragma once

#include <azoth/sql/compiler.hpp>
#include <azoth/sql/dialect.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/types/value.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace oracle {

/// One case of data/cases.jsonl in azoth: the equivalent of its field "python".
struct Case {
    std::string id;
    /// The statements that it renders; they depend on the dialect because a few differ.
    std::function<std::vector<azoth::Statement>(const azoth::Dialect&)> build;
    azoth::CompileOptions options;
    /// Values given at the execution, by the name of the parameter or column.
    std::map<std::string, azoth::Value, std::less<>> execute;
};

class Cases {
public:
    /// The builder returns a statement or a vector of statements, and may take the dialect.
    template <class Build>
    Case& add(std::string_view id, Build build) {
        Case entry;
        entry.id = id;
        entry.build = [build](const azoth::Dialect& dialect) {
            if constexpr (std::is_invocable_v<Build, const azoth::Dialect&>) {
                return list(build(dialect));
            } else {
                static_cast<void>(dialect);
                return list(build());
            }
        };
        cases_.push_back(std::move(entry));
        return cases_.back();
    }

    const std::vector<Case>& all() const noexcept { return cases_; }

private:
    static std::vector<azoth::Statement> list(azoth::Statement statement) { return {std::move(statement)}; }
    static std::vector<azoth::Statement> list(std::vector<azoth::Statement> statements) { return statements; }

    std::vector<Case> cases_;
};

/// All cases, from the files named after their groups.
const Cases& cases();

/// A rendering that differs from SQLAlchemy's intentionally.
struct Deviation {
    std::string_view id;
    std::string_view dialect;
    std::string_view reason;
};

const std::vector<Deviation>& deviations();

}  // namespace oracle
