#pragma once

#include <azoth/engine/copy.hpp>
