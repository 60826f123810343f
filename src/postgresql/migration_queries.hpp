#pragma once

namespace azoth {
class MigrationQueries;
}

namespace azoth::postgresql {

const MigrationQueries& migration_queries() noexcept;

}  // namespace azoth::postgresql
