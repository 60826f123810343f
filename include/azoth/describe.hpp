#pragma once

#include <azoth/engine/describe.hpp>
