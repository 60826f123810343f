#pragma once

#include <azoth/expression/param.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/statement.hpp>
#include <azoth/types/parameter_buffer.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace azoth {

class Dialect;

namespace detail {

class QueryPlan;

/// A statement that is compiled once for each dialect, when it is first executed on it.
class QueryBase : public Statement {
public:
    QueryBase(const Statement& statement, std::vector<SqlType> own_types);

protected:
    /// The types in which the arguments are sent.
    const SqlType& argument_type(std::size_t index) const noexcept;
    ast::NodePtr<const ast::StatementNode> bind(ParameterBuffer arguments) const;

private:
    std::shared_ptr<const QueryPlan> plan_;
    const SqlType* types_;
};

template <class Given, class Wanted>
constexpr bool is_argument() {
    using G = std::remove_cvref_t<Given>;
    if constexpr (std::same_as<G, std::nullopt_t> || std::same_as<G, std::nullptr_t>) {
        return is_nullable<Wanted>;
    } else if constexpr (!Literal<G>) {
        return false;
    } else if constexpr (is_nullable<operand_value<G>> && !is_nullable<Wanted>) {
        return false;
    } else if constexpr (std::is_floating_point_v<value_of<operand_value<G>>> && std::is_integral_v<value_of<Wanted>>) {
        return false;
    } else {
        return comparable<operand_value<G>, Wanted>();
    }
}

template <class T>
struct ParamValue {
    static constexpr bool is_param = false;
};
template <class T>
struct ParamValue<Param<T>> {
    static constexpr bool is_param = true;
    using type = T;
};

template <class... Params>
inline constexpr bool are_params = (ParamValue<std::remove_cvref_t<Params>>::is_param && ...);

template <class F>
concept PlainCallable = requires {
    &F::operator();
};

}  // namespace detail

/// A query() with its arguments, which can be executed.
template <class... Ts>
class BoundQuery : public Statement {
public:
    /// The types of its rows.
    using rows = RowTypes<Ts...>;
    using Statement::Statement;
};

/// A statement with parameters, made by query(). Calling it with arguments returns a statement to be executed; it can
/// be executed itself with many rows of arguments. Immutable. Threads: thread-safe.
template <class S, class... Args>
class Query : public detail::QueryBase {
    template <class... Ts>
    static BoundQuery<Ts...> bound(RowTypes<Ts...>, ast::NodePtr<const ast::StatementNode> node) {
        return BoundQuery<Ts...>(std::move(node));
    }

public:
    /// The types of its rows.
    using rows = typename S::rows;
    /// Number of parameters.
    static constexpr std::size_t parameter_count = sizeof...(Args);

    /// For query() only.
    explicit Query(const S& statement) : QueryBase(statement, {Param<Args>::sql_type()...}) {}

    /// Binds the arguments. Throws DataError if one does not fit the type that it is sent as.
    template <class... Given>
    auto operator()(const Given&... given) const {
        static_assert(sizeof...(Given) == sizeof...(Args),
                      "azoth: this query is called with another number of arguments than it has parameters");
        if constexpr (sizeof...(Given) == sizeof...(Args)) {
            static_assert((detail::is_argument<Given, Args>() && ...),
                          "azoth: an argument of this query has another type than its parameter");
            if constexpr ((detail::is_argument<Given, Args>() && ...)) {
                ParameterBuffer arguments;
                std::size_t index = 0;
                (add(arguments, given, this->argument_type(index++)), ...);
                return bound(rows(), this->bind(std::move(arguments)));
            }
        }
    }

private:
    template <class T>
    static void add(ParameterBuffer& into, const T& value, const SqlType& type) {
        if constexpr (std::same_as<T, Value>) {
            into.add(value);
        } else if constexpr (std::same_as<T, std::nullopt_t> || std::same_as<T, std::nullptr_t>) {
            into.add_null();
        } else {
            into.add(detail::stored(value), type);
        }
    }
};

namespace detail {

template <std::size_t... I, class F, class R, class C, class... Params>
auto make_query(const F& lambda, R (C::*)(Params...) const, std::index_sequence<I...>) {
    static_assert(are_params<Params...>, "azoth: the parameters of a query()'s lambda are Param<T>");
    if constexpr (are_params<Params...>) {
        return Query<R, typename ParamValue<std::remove_cvref_t<Params>>::type...>(
            lambda(std::remove_cvref_t<Params>("param_" + std::to_string(I + 1), static_cast<int>(I))...));
    }
}

template <class F, class R, class C, class... Params>
auto make_query(const F& lambda, R (C::*call)(Params...) const) {
    return make_query(lambda, call, std::index_sequence_for<Params...>());
}

}  // namespace detail

/// Makes a statement that is compiled only once: calls the lambda once, with its parameters, and compiles the statement
/// that it returns once for each dialect.
///
///     const auto user_by_id = query([](Param<std::int64_t> id) { return select(users).where(users.id == id); });
///     co_await connection.execute(user_by_id(7));
template <class F>
auto query(const F& lambda) {
    static_assert(detail::PlainCallable<F>, "azoth: the lambda of a query() names the type of each of its parameters");
    if constexpr (detail::PlainCallable<F>) {
        return detail::make_query(lambda, &F::operator());
    }
}

}  // namespace azoth
