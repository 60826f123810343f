#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace azoth::postgresql::pipeline {

/// What is resumed with the completion of a request: a small object of any type, for instance a coroutine's handler. A
/// pipeline stores and moves it and never uses its contents. Move-only; an empty one means that no caller waits.
class Caller {
public:
    Caller() noexcept = default;
    /// Stores an object. Its move must not throw.
    template <class T>
    requires(!std::is_same_v<std::remove_cvref_t<T>, Caller>) explicit Caller(T&& object) noexcept
        : type_(&type_of<std::remove_cvref_t<T>>) {
        using Object = std::remove_cvref_t<T>;
        static_assert(sizeof(Object) <= capacity && alignof(Object) <= alignof(void*));
        static_assert(std::is_nothrow_move_constructible_v<Object>);
        ::new (static_cast<void*>(storage_.data())) Object(std::forward<T>(object));
    }
    Caller(Caller&& other) noexcept : type_(std::exchange(other.type_, nullptr)) {
        if (type_ != nullptr) type_->move(storage_.data(), other.storage_.data());
    }
    Caller& operator=(Caller&& other) noexcept {
        if (this == &other) return *this;
        reset();
        type_ = std::exchange(other.type_, nullptr);
        if (type_ != nullptr) type_->move(storage_.data(), other.storage_.data());
        return *this;
    }
    ~Caller() { reset(); }

    explicit operator bool() const noexcept { return type_ != nullptr; }

    /// Moves the object out. Precondition: it is of this type.
    template <class T>
    T take() noexcept {
        T* const object = std::launder(reinterpret_cast<T*>(storage_.data()));
        T result(std::move(*object));
        std::destroy_at(object);
        type_ = nullptr;
        return result;
    }

    /// Destroys the object.
    void reset() noexcept {
        if (const Type* const type = std::exchange(type_, nullptr)) type->destroy(storage_.data());
    }

private:
    static constexpr std::size_t capacity = 4 * sizeof(void*);

    struct Type {
        void (*move)(void* to, void* from) noexcept;  // leaves nothing at `from`
        void (*destroy)(void* object) noexcept;
    };
    template <class T>
    static constexpr Type type_of{
        [](void* to, void* from) noexcept {
            T* const object = std::launder(static_cast<T*>(from));
            ::new (to) T(std::move(*object));
            std::destroy_at(object);
        },
        [](void* object) noexcept { std::destroy_at(std::launder(static_cast<T*>(object))); }};

    alignas(void*) std::array<std::byte, capacity> storage_;
    const Type* type_ = nullptr;
};

}  // namespace azoth::postgresql::pipeline
