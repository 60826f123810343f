// Prints one of the schemas of tests/reflection as a script.

#include "hostile_schema.hpp"
#include "postgresql_schema.hpp"
#include "sqlite_schema.hpp"

#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::vector<std::string> schema(std::string_view name) {
    if (name == "sqlite") return azoth_tests::sqlite_schema();
    if (name == "hostile_sqlite") return azoth_tests::hostile_sqlite_schema();
    if (name == "hostile_postgresql") return azoth_tests::hostile_postgresql_schema();
    return azoth_tests::postgresql_schema();
}

}  // namespace

int main(int argc, char** argv) {
    for (const std::string& statement : schema(argc > 1 ? argv[1] : "postgresql")) std::cout << statement << ";\n";
}
