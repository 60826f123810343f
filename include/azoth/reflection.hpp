#pragma once

/// The schema of a live database: Inspector queries it, reflect() makes tables of it, schema_header() writes it as C++,
/// and diff() compares it with the declared schema.

#include <azoth/reflection/diff.hpp>
#include <azoth/reflection/header.hpp>
#include <azoth/reflection/inspector.hpp>
#include <azoth/reflection/reflect.hpp>
