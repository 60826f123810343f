# azoth/types/json_reader.hpp needs the compiled part of Boost.JSON.
find_package(Boost 1.81 REQUIRED COMPONENTS json)
# The scripted server of the tests of faults, and what these tests share with the session's.
target_sources(azoth_tests_security PRIVATE ${PROJECT_SOURCE_DIR}/tests/fault/hostile_server.cpp)
target_link_libraries(azoth_tests_security PRIVATE Boost::json PostgreSQL::PostgreSQL SQLite::SQLite3)
