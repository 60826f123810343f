#pragma once

#include "data_row.hpp"
#include "message.hpp"
#include "slab.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace azoth::postgresql::protocol {

struct DecoderOptions {
    /// Size of an ordinary slab in bytes; at least 16. A longer message gets a longer slab.
    std::size_t slab_size = 64 * 1024;
    /// Number of slabs kept for reuse after their consumers have released them.
    std::size_t spare_slabs = 4;
    /// The longest message that is accepted, counted as in the protocol: with the length field, without the type byte.
    /// Messages of some types have a lower limit: see message_limit().
    std::size_t max_message_length = std::size_t{1} << 30;
};

/// Turns the bytes of a server into messages. The session reads from its socket directly into `prepare()`, reports the
/// number of bytes with `commit()`, and takes messages with `next()` until there are none:
///
///     decoder.commit(co_await socket.async_read_some(decoder.prepare()));
///     while (auto message = decoder.next()) ...
///
/// A body is a view into `slab()` and valid until the next `prepare()`. To keep it longer, copy the SlabPtr: a shared
/// slab is only written after the bytes already received, and never moved or rewound. Only the part of a message that
/// crosses the end of a slab is copied.
///
/// Threads: one at a time, but SlabPtrs may be destroyed on any thread.
class Decoder {
public:
    explicit Decoder(DecoderOptions options = {});
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    /// Space to receive into, never empty. Invalidates bodies whose slab is not shared. Throws std::bad_alloc.
    [[nodiscard]] std::span<std::byte> prepare();

    /// The first `size` bytes of the last `prepare()` were received.
    void commit(std::size_t size);

    /// The next complete message; empty if more bytes are needed. Throws ProtocolError if the header is invalid, and
    /// again at every later call: the beginning of the next message cannot be found.
    [[nodiscard]] std::optional<Message> next();

    /// Calls row(body) for each complete and valid DataRow, or CopyData with a row, that comes next and has the given
    /// number of fields, at most `most`. Any other message, including an invalid row, is left to next().
    template <class Row>
    void take_rows(MessageType type, std::size_t fields, std::size_t most, const Row& row) {
        if (!slab_) return;
        for (; most != 0; --most) {
            const std::byte* const at = slab_->data() + begin_;
            const std::size_t size = data_row_size(at, end_ - begin_, fields, type);
            if (size == 0) return;
            row(std::span<const std::byte>(at + header_size, size - header_size));
            begin_ += size;
        }
    }

    /// The slab that contains the bodies returned since the last `prepare()`.
    [[nodiscard]] const SlabPtr& slab() const noexcept { return slab_; }

    /// Slabs allocated so far.
    [[nodiscard]] std::size_t slabs_allocated() const noexcept { return slabs_allocated_; }

private:
    void make_room();
    void move_to(SlabPtr slab) noexcept;
    SlabPtr acquire(std::size_t capacity);
    void retire(SlabPtr slab) noexcept;

    DecoderOptions options_;
    std::size_t minimal_read_;
    SlabPtr slab_;
    std::size_t begin_ = 0;   // first byte not yet returned
    std::size_t end_ = 0;     // after the last byte received
    std::size_t wanted_ = 0;  // total size of the message at begin_, as far as it is known
    std::vector<SlabPtr> spares_;
    std::size_t slabs_allocated_ = 0;
};

}  // namespace azoth::postgresql::protocol
