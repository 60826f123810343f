#pragma once

#include <azoth/engine/listen.hpp>
