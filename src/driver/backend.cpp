#include <azoth/driver/backend.hpp>
#include <azoth/driver/session_commands.hpp>
#include <azoth/error.hpp>

#include <algorithm>
#include <mutex>
#include <string>

namespace azoth {
namespace {

struct Registry {
    std::mutex mutex;
    std::vector<const Backend*> backends;
};

// Backends register while the program's globals are constructed, in unspecified order.
Registry& registry() {
    static Registry instance;
    return instance;
}

std::string sorted_list(std::vector<std::string_view> names) {
    std::sort(names.begin(), names.end());
    std::string text;
    for (const std::string_view name : names) {
        if (!text.empty()) text += ", ";
        text += name;
    }
    return text.empty() ? "none" : text;
}

}  // namespace

const SessionCommands& Backend::session_commands() const noexcept {
    static const SessionCommands instance;
    return instance;
}

bool register_backend(const Backend& backend) {
    Registry& all = registry();
    const std::lock_guard lock(all.mutex);
    const bool known = std::ranges::any_of(all.backends, [&](const Backend* b) { return b->name() == backend.name(); });
    if (!known) all.backends.push_back(&backend);
    return true;
}

const Backend& find_backend(const Url& url) {
    Registry& all = registry();
    const std::lock_guard lock(all.mutex);
    const auto found = std::ranges::find(all.backends, std::string_view(url.backend), &Backend::name);
    if (found == all.backends.end()) {
        std::vector<std::string_view> names;
        for (const Backend* backend : all.backends) names.push_back(backend->name());
        throw NoSuchModuleError("there is no backend \"" + url.backend +
                                "\"; linked into this program: " + sorted_list(std::move(names)) +
                                ". Link its library, azoth::postgresql or azoth::sqlite; without CMake, compile with "
                                "the flags of `pkg-config --cflags azoth` too.");
    }
    const Backend& backend = **found;
    if (!url.driver.empty()) {
        std::vector<std::string_view> drivers = backend.drivers();
        if (std::ranges::find(drivers, std::string_view(url.driver)) == drivers.end()) {
            throw NoSuchModuleError("the backend \"" + url.backend + "\" has no driver \"" + url.driver +
                                    "\"; it has: " + sorted_list(std::move(drivers)));
        }
    }
    return backend;
}

}  // namespace azoth
