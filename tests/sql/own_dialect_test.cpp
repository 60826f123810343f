#include "catch.hpp"
#include "sql/shop.hpp"
#include <azoth/error.hpp>
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/query_node.hpp>
#include <azoth/sql/select.hpp>

#include <cstddef>
#include <string>
#include <string_view>

using namespace shop;

namespace {

// A dialect written by a program, with only the public headers.
class OwnCompiler final : public az::Compiler {
public:
    using Compiler::Compiler;
    using Compiler::visit;

    const az::DialectTraits& traits() const noexcept override {
        static constexpr az::DialectTraits own{.name = "own",
                                               .max_identifier_length = 30,
                                               .max_parameters = 3,
                                               .placeholders_named = false,
                                               .lateral = false,
                                               .booleans = false};
        return own;
    }
    bool is_reserved(std::string_view word) const noexcept override { return word == "name"; }
    void visit(const az::ast::Extract& node) override {
        write("DATE_PART('");
        write(node.field);
        write("', ");
        write(*node.element);
        write(")");
    }

protected:
    void write_placeholder(std::size_t index, std::string_view) override { write("@" + std::to_string(index + 1)); }
    void write_boolean(bool value) override { write(value ? "1" : "0"); }
    void write_limit(const az::ast::QueryNode& node) override { write_fetch(node); }
};

std::string own(const az::Statement& statement) {
    return azoth_tests::folded(OwnCompiler().compile(statement).text->sql);
}

}  // namespace

TEST_CASE("a program's own dialect overrides traits, spellings and visits", "[unit]") {
    CHECK(own(select(users.name).where(users.is_active && users.age > 18).limit(2)) ==
          "SELECT users.\"name\" FROM users WHERE users.is_active = 1 AND users.age > @1 FETCH FIRST (@2) ROWS ONLY");
    CHECK(own(select(az::extract("year", az::cast<std::chrono::sys_days>(users.name)))).find("DATE_PART('year', ") !=
          std::string::npos);
    CHECK_THROWS_MATCHES(
        own(select(users.id).where(users.id.in_(1, 2, 3, 4))), az::CompileError,
        Message("a statement takes at most 3 parameters on own and this one has 4: send many rows with executemany, or "
                "put the values into a temporary table"));
    CHECK_THROWS_MATCHES(own(select(select(users.id).lateral("l"))), az::UnsupportedCompilationError,
                         Message("own has no LATERAL"));
    CHECK_THROWS_AS(own(select(users.id.label(std::string(31, 'x')))), az::IdentifierError);
}
