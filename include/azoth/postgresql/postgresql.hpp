#pragma once

#include <azoth/driver/backend.hpp>

/// PostgreSQL as a backend. Including this header and linking azoth::postgresql is all a program does to reach it:
/// URLs of the form `postgresql://user:password@host:port/database?option=value`. Several hosts may be given and are
/// tried in turn; the options are libpq's connection parameters (sslmode, target_session_attrs, application_name, ...),
/// and what neither the URL nor an option says, libpq's environment variables and defaults do. An option of the query
/// overrules the same thing said elsewhere in the URL.
namespace azoth::postgresql {

/// The backend named "postgresql"; "+libpq" is accepted as its driver.
const Backend& backend() noexcept;

inline const bool backend_registered = register_backend(backend());

}  // namespace azoth::postgresql
