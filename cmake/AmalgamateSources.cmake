# Writes the sources of azoth as headers, for programs that compile the library in a file of their own:
#
#   cmake -D source=<azoth> -D output=<include folder> [-D backends=postgresql;sqlite] -P cmake/AmalgamateSources.cmake
#
# <output>/azoth/src.hpp has the core, <output>/azoth/<backend>/src.hpp a backend and the core. Each private header
# stands where it is included first; the public headers are included as ever.
cmake_minimum_required(VERSION 3.25)

set(opening [[// Generated from azoth's sources: include it in exactly one file of the program.
#pragma once
#pragma GCC system_header

]])

# azoth_private_header(<out> <folder> <name>): the path, below src/, of a header that a source of that folder includes.
function(azoth_private_header out folder name)
    foreach(candidate "${folder}/${name}" "${name}")
        cmake_path(NORMAL_PATH candidate)
        if(EXISTS "${source}/src/${candidate}")
            set(${out} "${candidate}" PARENT_SCOPE)
            return()
        endif()
    endforeach()
    message(FATAL_ERROR "src/${folder} includes \"${name}\", which is not there")
endfunction()

# azoth_append(<path below src/>): appends the file to `text`, each of its private headers where it is met first.
function(azoth_append path)
    file(READ "${source}/src/${path}" rest)
    string(REPLACE "#pragma once\n" "" rest "${rest}")
    cmake_path(GET path PARENT_PATH folder)
    string(PREPEND rest "\n")
    while(TRUE)
        string(FIND "${rest}" "\n#include \"" at)
        if(at EQUAL -1)
            break()
        endif()
        string(SUBSTRING "${rest}" 0 ${at} before)
        string(APPEND text "${before}")
        math(EXPR begin "${at} + 11")
        string(SUBSTRING "${rest}" ${begin} -1 rest)
        string(FIND "${rest}" "\"" end)
        string(SUBSTRING "${rest}" 0 ${end} name)
        math(EXPR end "${end} + 1")
        string(SUBSTRING "${rest}" ${end} -1 rest)
        azoth_private_header(header "${folder}" "${name}")
        if(NOT header IN_LIST written)
            list(APPEND written "${header}")
            string(MAKE_C_IDENTIFIER "AZOTH_SRC_${header}" guard)
            string(TOUPPER "${guard}" guard)
            string(APPEND text "\n#if !defined(${guard})\n#define ${guard}")
            azoth_append("${header}")
            string(APPEND text "#endif")
        endif()
    endwhile()
    string(APPEND text "${rest}")
    set(text "${text}" PARENT_SCOPE)
    set(written "${written}" PARENT_SCOPE)
endfunction()

# azoth_amalgamate(<header> <first lines> <source>...)
function(azoth_amalgamate header first)
    set(text "${opening}${first}")
    foreach(path IN LISTS ARGN)
        azoth_append("${path}")
    endforeach()
    file(WRITE "${output}/azoth/${header}" "${text}")
    set(written "${written}" PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE core RELATIVE "${source}/src" "${source}/src/*.cpp")
list(FILTER core EXCLUDE REGEX "^(postgresql|sqlite|cli)/")
set(written)
azoth_amalgamate(src.hpp "" ${core})
set(core_headers ${written})
foreach(backend IN LISTS backends)
    file(GLOB_RECURSE sources RELATIVE "${source}/src" "${source}/src/${backend}/*.cpp")
    set(written ${core_headers})
    azoth_amalgamate(${backend}/src.hpp "#include <azoth/src.hpp>\n" ${sources})
endforeach()
