#include "counted.hpp"

#include <cstdlib>
#include <new>

std::atomic<std::size_t> azoth_tests::allocations = 0;
std::atomic<std::size_t> azoth_tests::allocated_bytes = 0;

namespace {

void* counted(std::size_t size) noexcept {
    ++azoth_tests::allocations;
    azoth_tests::allocated_bytes += size;
    return std::malloc(size == 0 ? 1 : size);
}

void* counted_or_throw(std::size_t size) {
    if (void* const memory = counted(size)) return memory;
    throw std::bad_alloc();
}

}  // namespace

// The whole family but the aligned ones: a sanitizer brings its own for each that is missing, and they don't mix.
void* operator new(std::size_t size) { return counted_or_throw(size); }
void* operator new[](std::size_t size) { return counted_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
