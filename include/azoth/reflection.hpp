#pragma once

/// The schema of a live database: Inspector asks about it.

#include <azoth/reflection/inspector.hpp>
