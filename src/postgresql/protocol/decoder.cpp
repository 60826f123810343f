#include "decoder.hpp"

#include "big_endian.hpp"
#include "protocol_error.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

namespace azoth::postgresql::protocol {
namespace {

// The size that is allocated because of a header alone; beyond it, the slab grows with the bytes that arrive.
constexpr std::size_t trusted_size = 1024 * 1024;

// No server that follows the protocol sends more: values in PostgreSQL are shorter.
constexpr std::size_t longest_message = std::size_t{1} << 30;

std::size_t frame_size(MessageType type, const std::byte* header, std::size_t max_length) {
    const auto length = load_big_endian<std::int32_t>(header + 1);
    const auto size = static_cast<std::size_t>(length);
    if (length < 4 || size > longest_message || size > message_limit(type, longest_message)) {
        throw ProtocolError(describe(type) + " with an impossible length of " + std::to_string(length));
    }
    if (size > max_length) {
        throw ProtocolError("the server sent a " + describe(type) + " of " + std::to_string(length) +
                            " bytes, more than EngineOptions::max_message_bytes (" + std::to_string(max_length) +
                            ") allows");
    }
    return 1 + size;
}

}  // namespace

Decoder::Decoder(DecoderOptions options) : options_(options) {
    options_.slab_size = std::max<std::size_t>(options_.slab_size, 16);
    minimal_read_ = options_.slab_size / 16;
    spares_.reserve(options_.spare_slabs);
}

std::span<std::byte> Decoder::prepare() {
    make_room();
    return {slab_->data() + end_, slab_->capacity() - end_};
}

void Decoder::commit(std::size_t size) {
    if (size > (slab_ ? slab_->capacity() - end_ : 0)) {
        throw std::logic_error("more bytes committed than prepared");
    }
    end_ += size;
}

std::optional<Message> Decoder::next() {
    const std::size_t available = end_ - begin_;
    wanted_ = header_size;
    if (available == 0) {
        return std::nullopt;
    }
    const std::byte* at = slab_->data() + begin_;
    const auto type = static_cast<MessageType>(std::to_integer<char>(*at));
    if (!is_known(type)) {
        throw ProtocolError("the server sent an unknown " + describe(type));
    }
    if (available < header_size) {
        return std::nullopt;
    }
    const std::size_t size = frame_size(type, at, options_.max_message_length);
    if (available < size) {
        wanted_ = size;
        return std::nullopt;
    }
    begin_ += size;
    return Message{type, {at + header_size, size - header_size}};
}

void Decoder::make_room() {
    if (!slab_) {
        slab_ = acquire(options_.slab_size);
        return;
    }
    const bool ours = slab_.unique();
    const std::size_t pending = end_ - begin_;
    if (ours && pending == 0 && slab_->capacity() <= std::max(trusted_size, options_.slab_size)) {
        begin_ = end_ = 0;  // reuses the same cached bytes while requests are small
        return;
    }

    const std::size_t capacity = slab_->capacity();
    const std::size_t room = capacity - end_;
    const std::size_t needed = wanted_ > pending ? wanted_ : pending + minimal_read_;
    const bool fits = capacity - begin_ >= std::min(needed, trusted_size);
    // A few free bytes at the end are not worth a system call, unless a new slab would copy more than it gains.
    const bool roomy = room >= minimal_read_ || pending > minimal_read_;
    if (room > 0 && fits && roomy) {
        return;
    }
    if (ours && pending > 0 && begin_ > 0 && needed <= capacity) {
        std::memmove(slab_->data(), slab_->data() + begin_, pending);
        begin_ = 0;
        end_ = pending;
        return;
    }

    const std::size_t unit = options_.slab_size;
    if (needed <= unit) {
        move_to(acquire(unit));
    } else if (needed <= trusted_size) {
        move_to(acquire((needed + unit - 1) / unit * unit));
    } else {
        move_to(acquire(std::min(needed, std::max(trusted_size, 2 * pending))));
    }
}

void Decoder::move_to(SlabPtr slab) noexcept {
    const std::size_t pending = end_ - begin_;
    if (pending > 0) {
        std::memcpy(slab->data(), slab_->data() + begin_, pending);
    }
    begin_ = 0;
    end_ = pending;
    std::swap(slab_, slab);
    retire(std::move(slab));
}

SlabPtr Decoder::acquire(std::size_t capacity) {
    for (SlabPtr& spare : spares_) {
        if (spare->capacity() == capacity && spare.unique()) {
            std::swap(spare, spares_.back());
            SlabPtr slab = std::move(spares_.back());
            spares_.pop_back();
            return slab;
        }
    }
    SlabPtr slab = Slab::create(capacity);
    ++slabs_allocated_;
    return slab;
}

void Decoder::retire(SlabPtr slab) noexcept {
    if (slab->capacity() != options_.slab_size || options_.spare_slabs == 0) {
        return;
    }
    if (spares_.size() == options_.spare_slabs) {
        // The oldest slab is the most likely to be kept by a consumer for long.
        std::move(spares_.begin() + 1, spares_.end(), spares_.begin());
        spares_.pop_back();
    }
    spares_.push_back(std::move(slab));
}

}  // namespace azoth::postgresql::protocol
