#pragma once

/// The schema of a live database: Inspector asks about it, reflect() makes tables of it, schema_header() C++.

#include <azoth/reflection/header.hpp>
#include <azoth/reflection/inspector.hpp>
#include <azoth/reflection/reflect.hpp>
