// compare FROM TO: creates in the database TO what the header declares, and says where that differs from FROM, of which
// the header was made.

#include <azoth/azoth.hpp>
#include <azoth/engine/logger.hpp>
#include <azoth/reflection.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

namespace {

azoth::task<azoth::ReflectedSchema> read(std::string url) {
    std::size_t queries = 0;
    azoth::EngineOptions options;
    options.echo = true;
    options.logger = azoth::make_logger([&queries](azoth::LogLevel, std::string_view, std::string_view line) {
        queries += line.find("SELECT") != std::string_view::npos;
    });
    auto engine = azoth::create_async_engine(url, options);
    auto conn = co_await engine.connect();
    const auto begin = std::chrono::steady_clock::now();
    auto inspector = azoth::inspect(conn);
    const auto schema = co_await inspector.get_schema();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::cout << "reflect: " << schema->tables.size() << " tables, " << queries << " queries, " << took.count()
              << " seconds\n";
    co_return *schema;
}

azoth::task<void> create(std::string url) {
    auto engine = azoth::create_async_engine(url);
    auto conn = co_await engine.connect();
    co_await schema::metadata.create_all(conn);
    co_await conn.commit();
}

azoth::task<int> compare(std::string from, std::string to) {
    co_await create(to);
    azoth::ReflectedSchema a = co_await read(from);
    azoth::ReflectedSchema b = co_await read(to);
    // C++ has no way to say it.
    for (azoth::ReflectedSequence& sequence : a.sequences) sequence.comment.clear();
    if (a == b) co_return 0;
    for (const azoth::ReflectedTable& table : a.tables) {
        const azoth::ReflectedTable* const other = b.find(table.full_name());
        if (other == nullptr) {
            std::cout << table.full_name() << " is missing\n";
            continue;
        }
        if (table == *other) continue;
        std::cout << table.full_name() << " differs:" << (table.columns == other->columns ? "" : " columns")
                  << (table.primary_key == other->primary_key ? "" : " key")
                  << (table.foreign_keys == other->foreign_keys ? "" : " foreign keys")
                  << (table.unique_constraints == other->unique_constraints ? "" : " unique constraints")
                  << (table.checks == other->checks ? "" : " checks")
                  << (table.exclusions == other->exclusions ? "" : " exclusions")
                  << (table.indexes == other->indexes ? "" : " indexes")
                  << (table.options == other->options ? "" : " options")
                  << (table.definition_sql == other->definition_sql ? "" : " definition") << '\n';
        for (std::size_t i = 0; i < std::min(table.columns.size(), other->columns.size()); ++i) {
            if (!(table.columns[i] == other->columns[i])) {
                std::cout << "    " << table.columns[i].name << ' ' << table.columns[i].type_sql << ' '
                          << table.columns[i].default_sql << " / " << other->columns[i].type_sql << ' '
                          << other->columns[i].default_sql << '\n';
            }
        }
    }
    if (!(a.sequences == b.sequences)) std::cout << "sequences differ\n";
    if (!(a.types == b.types)) std::cout << "types differ\n";
    co_return 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    boost::asio::io_context context;
    int status = 2;
    std::exception_ptr failure;
    co_spawn(context, compare(argv[1], argv[2]), [&](const std::exception_ptr& error, int result) {
        failure = error;
        if (!error) status = result;
    });
    context.run();
    try {
        if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        std::cout << error.what() << '\n';
    }
    return status;
}
