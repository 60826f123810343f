#pragma once

/// The schema of a live database: Inspector asks about it, reflect() makes tables of it.

#include <azoth/reflection/inspector.hpp>
#include <azoth/reflection/reflect.hpp>
