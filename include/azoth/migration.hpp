#pragma once

/// Migrations: numbered steps from one state of a database's schema to the next, kept as SQL files.

#include <azoth/migration/migration_directory.hpp>
#include <azoth/migration/migrator.hpp>
