#pragma once

#include <azoth/driver/backend.hpp>
#include <azoth/export.hpp>

AZOTH_EXPORT_BEGIN

/// PostgreSQL as a backend. Including this header and linking azoth::postgresql is all a program does to reach it:
/// URLs of the form `postgresql://user:password@host:port/database?option=value`. Several hosts may be given and are
/// tried in turn; the options are libpq's connection parameters (sslmode, target_session_attrs, application_name, ...),
/// and what neither the URL nor an option says, libpq's environment variables and defaults do. An option of the query
/// overrules the same thing said elsewhere in the URL.
///
/// sslmode: where a host is not this machine (not a Unix socket, localhost, 127.0.0.0/8 or ::1; names are not looked
/// up), and neither the URL nor PGSSLMODE nor a service file says otherwise, it is "require". libpq's "prefer" accepts
/// a server that refuses TLS, and sends it the password in clear text if it asks for that; have it back with
/// `?sslmode=prefer`. "require" does not check who the server is: over networks of others use
/// `?sslmode=verify-full&sslrootcert=...`, and `channel_binding=require` with it. require_auth, which names the ways in
/// which the server may ask for the password, is libpq's since version 16; with an older one it throws
/// NotSupportedError.
namespace azoth::postgresql {

/// The backend named "postgresql"; "+libpq" is accepted as its driver.
const Backend& backend() noexcept;

inline const bool backend_registered = register_backend(backend());

}  // namespace azoth::postgresql

AZOTH_EXPORT_END
