#include <azoth/engine/engine_options.hpp>

namespace azoth {

EngineOptions::EngineOptions() = default;

}  // namespace azoth
