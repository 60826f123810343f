// What a small program does in the database, as a trace: spans inside of spans, as OpenTelemetry has them.
//
//     examples/run trace                                        SQLite, in memory
//     examples/run trace postgresql://scott:tiger@localhost/test
//
// Standard output gets the tree, standard error what the semantic conventions say of each span.

#include <azoth/azoth.hpp>
#include <azoth/engine/observer.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace az = azoth;

// Where a real program has the OpenTelemetry SDK this one has a tree that is printed when it is done. All of it happens
// in one coroutine, so that the span begun last is the parent of the next.
class Tree {
public:
    void begin(std::string_view name) { open_.push_back(add(name)); }
    void end() { open_.pop_back(); }
    std::size_t add(std::string_view name) {
        lines_.push_back(std::string(2 * open_.size(), ' ').append(name));
        return lines_.size() - 1;
    }
    void append(std::size_t line, std::string_view text) { lines_[line] += text; }
    void print() const {
        for (const std::string& line : lines_) std::cout << line << '\n';
    }

private:
    std::vector<std::string> lines_;
    std::vector<std::size_t> open_;
};

std::string to_text(const az::AttributeValue& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    return std::string(std::get<std::string_view>(value));
}

// One operation in the database: it ends when it is destroyed.
class TreeSpan final : public az::Span {
public:
    TreeSpan(Tree& tree, std::string_view operation) : tree_(tree), line_(tree.add(operation)) {}
    ~TreeSpan() override {
        const auto time = std::chrono::steady_clock::now() - start_;
        std::cerr << "  took " << std::chrono::duration<double, std::milli>(time).count() << " ms\n";
    }
    void set_attribute(const az::Attribute& attribute) override {
        std::cerr << "  " << attribute.name << " = " << to_text(attribute.value) << '\n';
        if (attribute.name == az::semconv::db_response_returned_rows) {
            tree_.append(line_, " (rows: " + to_text(attribute.value) + ")");
        }
    }
    void set_error(std::string_view description) override {
        std::cerr << "  failed: " << description << '\n';
        tree_.append(line_, " failed");
    }

private:
    Tree& tree_;
    std::size_t line_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

class TreeObserver final : public az::Observer {
public:
    explicit TreeObserver(Tree& tree) : tree_(tree) {}

    void switch_on() { on_ = true; }
    std::unique_ptr<az::Span> start_span(std::string_view name, az::Attributes attributes) override {
        if (!on_) return nullptr;
        std::cerr << name << '\n';
        std::string operation(name);
        for (const az::Attribute& attribute : attributes) {
            std::cerr << "  " << attribute.name << " = " << to_text(attribute.value) << '\n';
            if (attribute.name == az::semconv::db_operation_name) operation = to_text(attribute.value);
        }
        return std::make_unique<TreeSpan>(tree_, operation);
    }

private:
    Tree& tree_;
    bool on_ = false;
};

az::MetaData meta;

struct Books {
    az::Column<std::int32_t> id{"id", az::primary_key};
    az::Column<std::string> title{"title", az::unique};
};
const az::Table<Books> books{"traced_books", meta};

az::task<void> async_main(std::string url, Tree& tree) {
    const auto observer = std::make_shared<TreeObserver>(tree);
    az::EngineOptions options;
    options.observer = observer;
    auto engine = az::create_async_engine(url, options);
    co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
        co_await meta.drop_all(conn);
        co_await meta.create_all(conn);
    });
    observer->switch_on();

    tree.begin("fill the shelf");
    co_await engine.begin([](az::AsyncConnection& conn) -> az::task<void> {
        const std::vector<std::string> titles{"Emma", "Persuasion", "Evelina"};
        co_await conn.execute(insert(books).columns(books.title), titles);
    });
    tree.end();

    tree.begin("look for a book");
    auto conn = co_await engine.connect();
    co_await conn.execute(select(books).where(books.title == "Emma"));
    tree.end();

    tree.begin("put a book there twice");
    try {
        co_await conn.execute(insert(books).values(books.title = "Emma"));
    } catch (const az::IntegrityError&) {
        // It is in the trace.
    }
    co_await conn.rollback();
    tree.end();

    co_await conn.close();
    co_await engine.dispose();
}

int main(int argc, char* argv[]) {
    boost::asio::io_context context;
    Tree tree;
    int status = 0;
    co_spawn(context, async_main(argc > 1 ? argv[1] : "sqlite://", tree), [&](std::exception_ptr error) {
        try {
            if (error) std::rethrow_exception(error);
        } catch (const std::exception& e) {
            std::cerr << e.what() << '\n';
            status = 1;
        }
    });
    context.run();
    tree.print();
    return status;
}
