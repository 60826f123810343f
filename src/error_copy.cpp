#include "error_copy.hpp"

#include <boost/system/system_error.hpp>

#include <type_traits>
#include <typeinfo>
#include <utility>

namespace azoth::detail {
namespace {

// All classes of error.hpp.
template <class... Types>
struct ErrorTypes {
    /// Null: the exception is none of these classes.
    template <class Change>
    static std::exception_ptr copy(const Error& error, const Change& change) {
        std::exception_ptr copy;
        (try_as<Types>(error, change, copy) || ...);
        return copy;
    }

private:
    template <class T, class Change>
    static bool try_as(const Error& error, const Change& change, std::exception_ptr& into) {
        if (typeid(error) != typeid(T)) return false;
        T copy(static_cast<const T&>(error));
        change(copy);
        into = std::make_exception_ptr(std::move(copy));
        return true;
    }
};

using AllErrors =
    ErrorTypes<Error, ArgumentError, NoSuchModuleError, NoForeignKeysError, AmbiguousForeignKeysError, IdentifierError,
               CircularDependencyError, CompileError, UnsupportedCompilationError, TimeoutError, ConnectionTimeoutError,
               StatementTimeoutError, InvalidRequestError, ResourceClosedError, NoResultFound, MultipleResultsFound,
               NoSuchColumnError, AmbiguousColumnError, NoSuchTableError, NoReferencedTableError, StatementError,
               InterfaceError, DatabaseError, DataError, OperationalError, IntegrityError, InternalError,
               ProgrammingError, NotSupportedError>;

template <class Change>
std::exception_ptr copy_changed(const std::exception_ptr& error, const Change& change) {
    if (!error) return error;
    try {
        std::rethrow_exception(error);
    } catch (const Error& failure) {
        std::exception_ptr copy = AllErrors::copy(failure, change);
        return copy ? copy : error;
    } catch (const CancelledError& failure) {
        return std::make_exception_ptr(CancelledError(failure));
    } catch (const boost::system::system_error& failure) {
        return std::make_exception_ptr(boost::system::system_error(failure));
    } catch (...) {
        return error;
    }
}

}  // namespace

std::exception_ptr own_copy(const std::exception_ptr& error) {
    return copy_changed(error, [](const Error&) {});
}

std::exception_ptr with_statement(const std::exception_ptr& error, std::string_view statement,
                                  std::string_view parameters) {
    return copy_changed(error, [&]<class T>(T& copy) {
        if constexpr (std::is_base_of_v<StatementError, T>) copy.attach(statement, parameters);
    });
}

std::exception_ptr with_outcome(const std::exception_ptr& error, Outcome outcome) {
    return with_diagnostics(error, [outcome](Diagnostics diagnostics) {
        diagnostics.outcome = outcome;
        return diagnostics;
    });
}

std::exception_ptr with_diagnostics(const std::exception_ptr& error,
                                    const std::function<Diagnostics(Diagnostics)>& changed) {
    return copy_changed(error, [&]<class T>(T& copy) {
        if constexpr (std::is_base_of_v<StatementError, T>) copy = T(changed(copy.diagnostics()));
    });
}

}  // namespace azoth::detail
