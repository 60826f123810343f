#include <azoth/engine/observer.hpp>

namespace azoth {

std::unique_ptr<Span> Observer::start_span(std::string_view, Attributes) { return nullptr; }

void Observer::measure(const Instrument&, double, Attributes) {}

}  // namespace azoth
