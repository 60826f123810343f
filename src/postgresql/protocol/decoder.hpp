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
    /// Bytes of an ordinary slab; at least 16. A longer message gets a longer slab.
    std::size_t slab_size = 64 * 1024;
    /// Slabs remembered for reuse once their consumers have let go of them.
    std::size_t spare_slabs = 4;
    /// The longest message accepted, counted as the protocol does: with the length field, without the type byte. Those
    /// of limited types have less: see message_limit().
    std::size_t max_message_length = std::size_t{1} << 30;
};

/// Turns the bytes of a server into messages. The session reads from its socket straight into `prepare()`, says with
/// `commit()` how much came, and takes messages with `next()` until there is none:
///
///     decoder.commit(co_await socket.async_read_some(decoder.prepare()));
///     while (auto message = decoder.next()) ...
///
/// A body is a view into `slab()` and good until the next `prepare()`. Whoever wants it longer copies the SlabPtr: a
/// slab somebody shares is written on only behind what was already received, never moved or rewound. Only the part
/// of a message that straddles the end of a slab is ever copied.
///
/// Thread safety: none, but the SlabPtrs handed out may be dropped on any thread.
class Decoder {
public:
    explicit Decoder(DecoderOptions options = {});
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    /// Space to receive into, never empty. Ends the life of bodies whose slab nobody shares. Throws std::bad_alloc.
    [[nodiscard]] std::span<std::byte> prepare();

    /// Takes over the first `size` bytes of the last `prepare()`.
    void commit(std::size_t size);

    /// The next complete message, or nothing until more bytes came. Throws ProtocolError if the header makes no
    /// sense, and again at every later call: there is no way to find the next message.
    [[nodiscard]] std::optional<Message> next();

    /// Calls row(body) for each complete and valid DataRow, or CopyData with a row, of so many fields that comes next,
    /// at most `most`; what is behind them, a row that is not valid too, is for next().
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

    /// The slab that holds the bodies given out since the last `prepare()`.
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
    std::size_t begin_ = 0;   // first byte not yet given out
    std::size_t end_ = 0;     // behind the last byte received
    std::size_t wanted_ = 0;  // bytes the message at begin_ needs in all, as far as is known
    std::vector<SlabPtr> spares_;
    std::size_t slabs_allocated_ = 0;
};

}  // namespace azoth::postgresql::protocol
