#include "shared_openssl.hpp"

#include <libpq-fe.h>
#include <openssl/ssl.h>

#include <memory>

#include <dlfcn.h>

namespace azoth::postgresql {
namespace {

struct CloseLibrary {
    void operator()(void* library) const noexcept { dlclose(library); }
};

// The file that a function has been loaded from; empty: not known.
std::string file_of(const void* function) {
    Dl_info info{};
    if (dladdr(function, &info) == 0 || info.dli_fname == nullptr) return {};
    return info.dli_fname;
}

}  // namespace

std::string foreign_openssl() {
    const std::string libpq = file_of(reinterpret_cast<const void*>(&PQconnectStartParams));
    const std::unique_ptr<void, CloseLibrary> library(libpq.empty() ? nullptr
                                                                    : dlopen(libpq.c_str(), RTLD_LAZY | RTLD_NOLOAD));
    // What libpq's own calls find: it and what it is linked to come first. A static libpq is a part of the program, and
    // calls what azoth calls.
    const void* const called = library ? dlsym(library.get(), "SSL_read") : nullptr;
    const void* const own = reinterpret_cast<const void*>(&SSL_read);
    if (called == nullptr || called == own) return {};
    const std::string theirs = file_of(called);
    const std::string ours = file_of(own);
    // An address in the program itself may stand for the function in a library.
    if (theirs == ours || dlsym(RTLD_DEFAULT, "SSL_read") == called) return {};
    return "libpq (" + libpq + ") uses another OpenSSL (" + theirs + ") than azoth (" + ours +
           "), which can't read its TLS sessions; link both to the same one, or connect with sslmode=disable";
}

}  // namespace azoth::postgresql
