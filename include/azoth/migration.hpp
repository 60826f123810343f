#pragma once

/// Migrations: the numbered steps that take a database's schema from one state to the next, kept as SQL files.

#include <azoth/migration/migration_directory.hpp>
#include <azoth/migration/migrator.hpp>
