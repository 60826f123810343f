find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(PostgreSQL REQUIRED MODULE)
target_link_libraries(azoth_tests_oracle PRIVATE Boost::json PostgreSQL::PostgreSQL)
target_compile_definitions(azoth_tests_oracle PRIVATE AZOTH_ORACLE_DATA="${CMAKE_CURRENT_SOURCE_DIR}/oracle/data")
