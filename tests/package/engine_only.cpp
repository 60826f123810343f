// Includes the engine's header alone: the backend that is linked is found all the same.
#include <azoth/engine/async_engine.hpp>

int main() {
    const azoth::AsyncEngine engine = azoth::create_async_engine("sqlite://");
    return engine.dialect().name() == "sqlite" ? 0 : 1;
}
