// Prints one of the schemas of tests/reflection as a script.

#include "postgresql_schema.hpp"
#include "sqlite_schema.hpp"

#include <iostream>
#include <string_view>

int main(int, char** argv) {
    const bool sqlite = argv[1] != nullptr && std::string_view(argv[1]) == "sqlite";
    for (const std::string& statement : sqlite ? azoth_tests::sqlite_schema() : azoth_tests::postgresql_schema()) {
        std::cout << statement << ";\n";
    }
}
