# azoth/json.hpp needs the compiled part of Boost.JSON.
find_package(Boost 1.81 REQUIRED COMPONENTS json)
target_link_libraries(azoth_tests_types PRIVATE Boost::json)
