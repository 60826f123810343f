#pragma once

#include <string>

namespace azoth::postgresql {

/// Why azoth can't use the TLS sessions that libpq makes: libpq is linked to another OpenSSL than azoth, whose
/// structures differ. Empty: both use the same one.
std::string foreign_openssl();

}  // namespace azoth::postgresql
