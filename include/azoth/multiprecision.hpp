#pragma once

#include <azoth/types/multiprecision.hpp>
