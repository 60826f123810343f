#pragma once

#include <azoth/expression/ast.hpp>
#include <azoth/sql/growing_map.hpp>
#include <azoth/sql/sql_output.hpp>
#include <azoth/types/sql_type.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace azoth {

class NamedValue;

namespace detail {

class BindIndex;

/// The parameters of a statement that is being compiled, each once, in the order of first use.
class StatementParameters {
public:
    struct Bind {
        ast::NodePtr<const ast::BindParameter> node;
        SqlType type;
        std::string name;  ///< only if placeholders are named
        const NamedValue* given = nullptr;
    };

    /// `sql` is the compiler, whose traits and options it reads.
    explicit StatementParameters(const SqlOutput& sql);
    StatementParameters(const StatementParameters&) = delete;
    StatementParameters& operator=(const StatementParameters&) = delete;
    ~StatementParameters();

    /// The index in `binds` of the node's parameter; a new one is added if there is none.
    std::size_t find(const ast::BindParameter& node);
    /// Throws CompileError if `more` additional parameters exceed the database's limit.
    void check_count(std::size_t more) const;
    /// Reserves space for a list of `count` parameters. Throws CompileError if they exceed the database's limit.
    void expect(std::size_t count, std::vector<SqlFragment::Use>& uses);
    /// How many of the list's items are sent as additional parameters: those that occur nowhere else.
    std::size_t count_sent(const ast::ExpressionList& list) const;
    /// The value for it in the options, or null.
    const NamedValue* given_value(const ast::BindParameter& node);

    std::vector<Bind> binds;
    std::size_t placed = 0;  ///< placeholders written so far, in all fragments
    GrowingMap<const ast::ExpressionList*, ast::ExpressionPtr> arrays;  ///< sent instead of lists
    std::vector<ast::ExpressionPtr> made_lists;  ///< made from arrays; the parameters point to them

private:
    const SqlOutput& sql_;
    std::unique_ptr<BindIndex> index_;  // exists once there are too many to compare one by one
    std::size_t values_read_ = 0;       // number of the options' values that given_values_ contains
    GrowingMap<std::string, const NamedValue*> given_values_;
};

}  // namespace detail
}  // namespace azoth
