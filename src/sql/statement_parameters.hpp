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

/// The parameters of a statement that is being compiled, each once, in the order in which they were first written.
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

    /// The place in `binds` of the parameter that the node is; that of a new one if there is none yet.
    std::size_t find(const ast::BindParameter& node);
    /// Throws CompileError if the statement would have so many parameters more than the database takes.
    void check_count(std::size_t more) const;
    /// Makes room for a list of so many parameters. Throws CompileError if the database doesn't take them.
    void expect(std::size_t count, std::vector<SqlFragment::Use>& uses);
    /// How many of the list's items will be sent as parameters of their own: those that stand nowhere else.
    std::size_t count_sent(const ast::ExpressionList& list) const;
    /// The value that the options give it, or null.
    const NamedValue* given_value(const ast::BindParameter& node);

    std::vector<Bind> binds;
    std::size_t placed = 0;  ///< placeholders written so far, wherever their text is kept
    GrowingMap<const ast::ExpressionList*, ast::ExpressionPtr> arrays;  ///< sent instead of lists
    std::vector<ast::ExpressionPtr> made_lists;  ///< made of arrays; the parameters point to them

private:
    const SqlOutput& sql_;
    std::unique_ptr<BindIndex> index_;  // once they are too many to be compared one by one
    std::size_t values_read_ = 0;       // of the options' values: how many given_values_ holds
    GrowingMap<std::string, const NamedValue*> given_values_;
};

}  // namespace detail
}  // namespace azoth
