// A type of the user's own in a table: a Colour that the database keeps as a number.
//
//     examples/run custom_type                                        SQLite, in memory
//     examples/run custom_type postgresql://scott:tiger@localhost/test

#include <azoth/azoth.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <exception>
#include <iostream>
#include <optional>
#include <string>

namespace az = azoth;

struct Colour {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
};

// What makes it storable: what it is stored as, and the way there and back.
template <>
struct azoth::Codec<Colour> : azoth::CodecVia<Colour, std::int32_t> {
    static std::int32_t to_stored(const Colour& colour) { return colour.red << 16 | colour.green << 8 | colour.blue; }
    static Colour from_stored(std::int32_t rgb) {
        return Colour{std::uint8_t(rgb >> 16), std::uint8_t(rgb >> 8), std::uint8_t(rgb)};
    }
};

az::MetaData meta;

struct Lamps {
    az::Column<std::int64_t> id{"id", az::primary_key};
    az::Column<std::string> name{"name", az::String(30)};
    az::Column<Colour> colour{"colour"};
    az::Column<std::optional<Colour>> dimmed{"dimmed"};
};
const az::Table<Lamps> lamps{"lamps", meta};

az::task<void> async_main(std::string url) {
    auto engine = az::create_async_engine(url);
    const Colour amber{0xFF, 0xBF, 0x00};
    const Colour night{0x20, 0x10, 0x00};
    auto conn = co_await engine.connect();
    co_await meta.drop_all(conn);
    co_await meta.create_all(conn);
    co_await conn.execute(insert(lamps).values(lamps.name = "desk", lamps.colour = amber, lamps.dimmed = night));
    co_await conn.execute(insert(lamps).values(lamps.name = "hall", lamps.colour = Colour{0xFF, 0xFF, 0xFF}));
    co_await conn.execute(insert(lamps).values(lamps.name = "porch", lamps.colour = amber));

    auto found = co_await conn.execute(
        select(lamps.name, lamps.colour, lamps.dimmed).where(lamps.colour == amber).order_by(lamps.id));
    for (auto [name, colour, dimmed] : found) {
        std::cout << name << ": red " << int{colour.red} << ", green " << int{colour.green} << ", blue "
                  << int{colour.blue} << (dimmed ? ", can be dimmed" : "") << '\n';
    }
    auto stored = co_await conn.execute(az::text("SELECT name, colour FROM lamps ORDER BY id"));
    for (const auto& row : stored) std::cout << row << '\n';
    co_await conn.commit();
}

int main(int argc, char* argv[]) {
    boost::asio::io_context context;
    int status = 0;
    co_spawn(context, async_main(argc > 1 ? argv[1] : "sqlite://"), [&](std::exception_ptr error) {
        try {
            if (error) std::rethrow_exception(error);
        } catch (const std::exception& e) {
            std::cerr << e.what() << '\n';
            status = 1;
        }
    });
    context.run();
    return status;
}
