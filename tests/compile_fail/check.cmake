# Compiles SOURCE with COMPILER and OPTIONS; fails unless that fails with the sentence that the source expects, as the
# first error but for where it was instantiated.

file(STRINGS "${SOURCE}" expected REGEX "^// expect: ")
string(REPLACE "// expect: " "" expected "${expected}")
if(expected STREQUAL "")
    message(FATAL_ERROR "${SOURCE} does not say what it expects")
endif()

execute_process(COMMAND "${COMPILER}" -std=c++20 -fsyntax-only ${OPTIONS} "${SOURCE}"
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(result EQUAL 0)
    message(FATAL_ERROR "${SOURCE} compiles")
endif()
string(FIND "${output}" "${expected}" found)
if(found EQUAL -1)
    message(FATAL_ERROR "the compiler does not say \"${expected}\" but\n${output}")
endif()
