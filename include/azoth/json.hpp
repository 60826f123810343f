#pragma once

#include <azoth/types/json.hpp>
