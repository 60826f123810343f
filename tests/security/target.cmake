# azoth/types/json_reader.hpp needs the compiled part of Boost.JSON.
find_package(Boost 1.81 REQUIRED COMPONENTS json)
target_link_libraries(azoth_tests_security PRIVATE Boost::json)
