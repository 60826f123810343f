# Compiles SOURCE with COMPILER and OPTIONS; fails unless that fails with the sentence that the source expects, as the
# first error but for where it was instantiated: `// expect: <sentence>`, or `// warning: <sentence>` for what compiles
# with a warning. Only clang says something about some: `// only clang`.

file(STRINGS "${SOURCE}" only_clang REGEX "^// only clang$")
if(only_clang AND NOT COMPILER_ID MATCHES Clang)
    message(STATUS "skipped")
    return()
endif()
file(STRINGS "${SOURCE}" expected REGEX "^// (expect|warning): ")
set(warnings)
if(expected MATCHES "^// warning: ")
    set(warnings -Wall -Wextra -Werror)
    execute_process(COMMAND "${COMPILER}" -std=c++20 -fsyntax-only -w ${OPTIONS} "${SOURCE}"
        RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "${SOURCE} is said to compile with a warning only\n${output}")
    endif()
endif()
string(REGEX REPLACE "^// (expect|warning): " "" expected "${expected}")
if(expected STREQUAL "")
    message(FATAL_ERROR "${SOURCE} does not say what it expects")
endif()

execute_process(COMMAND "${COMPILER}" -std=c++20 -fsyntax-only ${warnings} ${OPTIONS} "${SOURCE}"
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(result EQUAL 0)
    message(FATAL_ERROR "${SOURCE} compiles")
endif()
string(FIND "${output}" "${expected}" found)
if(found EQUAL -1)
    message(FATAL_ERROR "the compiler does not say \"${expected}\" but\n${output}")
endif()
