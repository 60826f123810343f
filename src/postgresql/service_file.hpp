#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace azoth::postgresql {

/// Whether the service of this name gives one of the parameters a value, in the file where libpq looks for it:
/// PGSERVICEFILE or ~/.pg_service.conf, then pg_service.conf in PGSYSCONFDIR. True where it is in none of them: libpq
/// knows one more place, which depends on how it was built.
bool service_sets(const std::string& service, std::initializer_list<std::string_view> parameters);

}  // namespace azoth::postgresql
