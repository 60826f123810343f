#pragma once

namespace azoth {
class MigrationQueries;
}

namespace azoth::sqlite {

const MigrationQueries& migration_queries() noexcept;

}  // namespace azoth::sqlite
