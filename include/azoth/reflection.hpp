#pragma once

/// The schema of a live database: Inspector asks about it, reflect() makes tables of it, schema_header() C++, and
/// diff() compares it with what is declared.

#include <azoth/reflection/diff.hpp>
#include <azoth/reflection/header.hpp>
#include <azoth/reflection/inspector.hpp>
#include <azoth/reflection/reflect.hpp>
