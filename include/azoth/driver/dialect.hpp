#pragma once

#include <azoth/sql/dialect.hpp>
