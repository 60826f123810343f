# Runs PROGRAM on the database of a BACKEND, twice, for the second run meets what the first has left; its standard
# output is the file EXPECTED each time.
set(url "sqlite://")
if(BACKEND STREQUAL "postgresql")
    set(url "$ENV{AZOTH_TEST_POSTGRESQL}")
    if(NOT url)
        message(STATUS "no server to run it on: AZOTH_TEST_POSTGRESQL is not set")
        return()
    endif()
endif()

file(READ "${EXPECTED}" expected)
foreach(run first second)
    execute_process(COMMAND "${PROGRAM}" "${url}"
        OUTPUT_VARIABLE output ERROR_VARIABLE errors RESULT_VARIABLE result)
    if(NOT result EQUAL 0 OR NOT output STREQUAL expected)
        message(FATAL_ERROR "the ${run} run ended with ${result} and printed\n${output}\ninstead of\n${expected}\n"
            "standard error:\n${errors}")
    endif()
endforeach()
