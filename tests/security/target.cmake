if(AZOTH_SQLITE)
    find_package(SQLite3 REQUIRED)
    target_link_libraries(azoth_tests_security PRIVATE SQLite::SQLite3)
endif()
