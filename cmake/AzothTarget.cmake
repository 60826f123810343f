# The settings of azoth's own targets. Nothing here reaches a target that merely links azoth.

# azoth_target_settings(<target>): warnings, sanitizers, -Werror.
function(azoth_target_settings target)
    set(gnu_like $<CXX_COMPILER_ID:GNU,Clang,AppleClang>)
    target_compile_options(${target} PRIVATE
        $<${gnu_like}:-Wall;-Wextra;-Wpedantic;-Wconversion;-Wshadow>
        $<$<BOOL:${AZOTH_WERROR}>:-Werror>)
    if(CMAKE_UNITY_BUILD)
        # g++ takes a source that another one includes for a header, whose names other sources would see as well.
        target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
    endif()
    if(AZOTH_SANITIZE)
        # g++ finds uninitialised variables in the code that the sanitizers insert; and the little optimisation that goes
        # with them lets it take the frames of Asio's coroutines, made by their own operator new, for something else.
        target_compile_options(${target} PRIVATE
            -fsanitize=${AZOTH_SANITIZE}
            $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized;-Wno-mismatched-new-delete>)
        if(AZOTH_SANITIZE MATCHES thread)
            # Asio's fences, which the sanitizer does not see; its locks and atomics it does.
            target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
        endif()
        get_target_property(type ${target} TYPE)
        if(type STREQUAL "EXECUTABLE")
            target_link_options(${target} PRIVATE -fsanitize=${AZOTH_SANITIZE})
        else()
            # A program of the same build tree that links the library needs the sanitizer's run-time as well.
            target_link_options(${target} PUBLIC $<BUILD_INTERFACE:-fsanitize=${AZOTH_SANITIZE}>)
        endif()
    endif()
endfunction()

# azoth_add_library(<name> SOURCES <file>... [EXPORT_NAME <name>]): the library azoth::<export name>.
function(azoth_add_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "EXPORT_NAME" "SOURCES")
    add_library(${name} ${arg_SOURCES})
    add_library(azoth::${arg_EXPORT_NAME} ALIAS ${name})
    target_compile_features(${name} PUBLIC cxx_std_20)
    target_include_directories(${name}
        PUBLIC
            $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
            $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
        PRIVATE
            ${PROJECT_SOURCE_DIR}/src)
    # 0.x: every minor version may change the binary interface.
    set_target_properties(${name} PROPERTIES
        EXPORT_NAME ${arg_EXPORT_NAME}
        CXX_EXTENSIONS OFF
        VERSION ${PROJECT_VERSION}
        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
    # What a library exports is marked in its headers: see azoth/export.hpp.
    if(AZOTH_HIDE_SYMBOLS)
        set_target_properties(${name} PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
    endif()
    get_target_property(type ${name} TYPE)
    if(type STREQUAL "SHARED_LIBRARY")
        target_compile_definitions(${name} PUBLIC AZOTH_SHARED=1)
    endif()
    azoth_target_settings(${name})
endfunction()
