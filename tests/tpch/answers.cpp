#include "tpch/answers.hpp"

#include "tpch/data.hpp"
#include <azoth/sql/compiler.hpp>
#include <azoth/sql/dialect.hpp>

#include <iostream>
#include <memory>
#include <regex>

namespace tpch {

Database::Database(const std::string& url) : engine_(az::create_async_engine(url)) {
    const auto fill = [](az::AsyncConnection& connection) -> az::task<void> { co_await load(connection); };
    azoth_tests::run_on(context_, engine_.begin(fill));
}

Database::~Database() { azoth_tests::run_on(context_, engine_.dispose()); }

std::vector<Database*> databases() {
    static const std::vector<std::unique_ptr<Database>> all = [] {
        std::vector<std::unique_ptr<Database>> filled;
        for (const std::string& url : azoth_tests::urls()) filled.push_back(std::make_unique<Database>(url));
        return filled;
    }();
    std::vector<Database*> pointers;
    for (const auto& database : all) pointers.push_back(database.get());
    return pointers;
}

std::string sqlite_spelling(std::string_view sql) {
    std::string text(sql);
    const auto rewrite = [&](const char* pattern, const char* replacement) {
        text = std::regex_replace(text, std::regex(pattern), replacement);
    };
    rewrite(R"(date '([0-9-]+)' ([+-]) interval '([0-9]+)' (day|month|year))", "date('$1', '$2$3 $4')");
    rewrite(R"(date '([0-9-]+)')", "'$1'");
    rewrite(R"(extract\(year from (\w+)\))", "cast(strftime('%Y', $1) as integer)");
    rewrite(R"(substring\((\w+) from ([0-9]+) for ([0-9]+)\))", "substr($1, $2, $3)");
    return text;
}

void print_text(std::string_view title, const az::Statement& query, const Database& database) {
    az::CompileOptions options;
    options.pretty = true;
    std::cout << "-- " << title << ", " << database.name() << '\n'
              << az::compile(query, database.dialect(), options).text->sql << ";\n\n";
}

void print_outcome(std::string_view title, const Database& database, std::size_t rows) {
    std::cout << "tpch: " << title << " on " << database.name() << ": " << rows << " rows compared\n\n";
}

}  // namespace tpch
