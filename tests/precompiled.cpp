// The source the precompiled catch.hpp belongs to: CMake makes one only for a target that compiles something with it.
#include "catch.hpp"
