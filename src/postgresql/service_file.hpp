#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace azoth::postgresql {

/// Whether the service of this name sets one of the parameters, in the file that libpq reads: `file` (PGSERVICEFILE)
/// or, without it, ~/.pg_service.conf, then pg_service.conf in PGSYSCONFDIR or, without it, in the folders for which
/// libpq is usually built. Empty if the service is in none of them: libpq may use another folder.
std::optional<bool> service_sets(const std::string& service, const std::string& file,
                                 std::initializer_list<std::string_view> parameters);

}  // namespace azoth::postgresql
