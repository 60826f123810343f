#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace azoth::postgresql {

/// Whether the service of this name gives one of the parameters a value, in the file where libpq looks for it: `file`
/// (PGSERVICEFILE) or, without one, ~/.pg_service.conf, then pg_service.conf in PGSYSCONFDIR or, without it, in the
/// folders that libpq is usually built for. Empty where the service is in none of them: libpq may know another folder.
std::optional<bool> service_sets(const std::string& service, const std::string& file,
                                 std::initializer_list<std::string_view> parameters);

}  // namespace azoth::postgresql
