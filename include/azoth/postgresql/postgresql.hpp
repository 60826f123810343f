#pragma once

#include <azoth/driver/backend.hpp>

/// The PostgreSQL backend. Include this header and link azoth::postgresql to use URLs of the form
/// `postgresql://user:password@host:port/database?option=value`. Several hosts are tried in turn. The options are
/// libpq's connection parameters (sslmode, target_session_attrs, application_name, ...); libpq's environment variables
/// and defaults apply to what neither the URL nor an option sets. An option of the query overrides other parts of the
/// URL.
///
/// sslmode: for a remote host (not a Unix socket, localhost, 127.0.0.0/8 or ::1; names are not resolved for this) the
/// default is "require", unless the URL, PGSSLMODE or a service file sets it. libpq's own default "prefer" accepts a
/// server that refuses TLS, and sends it the password in clear text if it asks for that; `?sslmode=prefer` restores it.
/// "require" does not verify the server's identity: over untrusted networks use `?sslmode=verify-full&sslrootcert=...`,
/// and `channel_binding=require` with it. require_auth, which limits the server's authentication methods, needs libpq
/// 16; with an older one it throws NotSupportedError.
namespace azoth::postgresql {

/// The backend named "postgresql". "+libpq" is accepted as its driver.
const Backend& backend() noexcept;

/// Registers the backend when the program starts.
inline const bool backend_registered = register_backend(backend());

}  // namespace azoth::postgresql
