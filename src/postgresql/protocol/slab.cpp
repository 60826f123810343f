#include "slab.hpp"

#include <cstring>
#include <limits>
#include <new>

namespace azoth::postgresql::protocol {

SlabPtr Slab::create(std::size_t capacity) {
    if (capacity > std::numeric_limits<std::size_t>::max() - sizeof(Slab)) {
        throw std::bad_alloc();
    }
    void* memory = ::operator new(sizeof(Slab) + capacity);
    return SlabPtr(::new (memory) Slab(capacity));
}

void SlabPtr::reset() noexcept {
    Slab* slab = std::exchange(slab_, nullptr);
    if (slab != nullptr && slab->references_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        slab->~Slab();
        ::operator delete(slab);
    }
}

std::shared_ptr<const std::byte> SlabPtr::keep_alive() const {
    if (slab_ == nullptr) {
        return {};
    }
    return {std::make_shared<const SlabPtr>(*this), slab_->data()};
}

}  // namespace azoth::postgresql::protocol
