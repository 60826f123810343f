# Install rules: headers, libraries, the CMake package (one export set a component) and azoth.pc.

include(CMakePackageConfigHelpers)

set(azoth_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/azoth)

install(DIRECTORY include/azoth DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")

# The sources as headers, for programs that compile the library in a file of their own.
set(azoth_amalgamated ${PROJECT_BINARY_DIR}/amalgamated)
install(CODE "execute_process(COMMAND_ERROR_IS_FATAL ANY COMMAND \"${CMAKE_COMMAND}\" -D \"source=${PROJECT_SOURCE_DIR}\"
    -D \"output=${azoth_amalgamated}\" -D \"backends=${azoth_backends}\"
    -P \"${PROJECT_SOURCE_DIR}/cmake/AmalgamateSources.cmake\")")
install(DIRECTORY ${azoth_amalgamated}/azoth DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

# azoth_install_library(<target>): the library and its export set <target>Targets.cmake.
function(azoth_install_library target)
    install(TARGETS ${target} EXPORT ${target}Targets)
    install(EXPORT ${target}Targets NAMESPACE azoth:: DESTINATION ${azoth_package_dir})
endfunction()

azoth_install_library(azoth)
foreach(backend IN LISTS azoth_backends)
    azoth_install_library(azoth_${backend})
endforeach()

if(BUILD_SHARED_LIBS)
    set(azoth_static FALSE)
else()
    set(azoth_static TRUE)
endif()
configure_package_config_file(cmake/azothConfig.cmake.in ${PROJECT_BINARY_DIR}/azothConfig.cmake
    INSTALL_DESTINATION ${azoth_package_dir}
    NO_SET_AND_CHECK_MACRO)
# Before 1.0 every minor version may break its users.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/azothConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/azothConfig.cmake ${PROJECT_BINARY_DIR}/azothConfigVersion.cmake
    DESTINATION ${azoth_package_dir})

# azoth_pc_flags(<out> <file>...): -L and -l for library files; -L only where the linker does not look by itself.
function(azoth_pc_flags out)
    set(flags)
    foreach(file IN LISTS ARGN)
        if(NOT IS_ABSOLUTE "${file}")
            continue()
        endif()
        cmake_path(GET file PARENT_PATH dir)
        cmake_path(GET file STEM LAST_ONLY name)
        string(REGEX REPLACE "^lib" "" name "${name}")
        if(NOT dir IN_LIST CMAKE_CXX_IMPLICIT_LINK_DIRECTORIES)
            list(APPEND flags "-L${dir}")
        endif()
        list(APPEND flags "-l${name}")
    endforeach()
    list(REMOVE_DUPLICATES flags)
    set(${out} ${flags} PARENT_SCOPE)
endfunction()

# The private libraries are named one by one: libpq.pc asks a static link for Kerberos and LDAP, whose development
# packages nobody who links the shared libpq needs.
set(azoth_pc_libs)
set(azoth_pc_cflags)
set(private_files)
if("postgresql" IN_LIST azoth_backends)
    list(APPEND azoth_pc_libs -lazoth_postgresql)
    list(APPEND azoth_pc_cflags -DAZOTH_HAS_POSTGRESQL=1)
    list(APPEND private_files ${PostgreSQL_LIBRARIES} ${OPENSSL_SSL_LIBRARY} ${OPENSSL_CRYPTO_LIBRARY})
endif()
if("sqlite" IN_LIST azoth_backends)
    list(APPEND azoth_pc_libs -lazoth_sqlite)
    list(APPEND azoth_pc_cflags -DAZOTH_HAS_SQLITE=1)
    list(APPEND private_files ${SQLite3_LIBRARIES})
endif()
list(APPEND azoth_pc_libs -lazoth)
if(BUILD_SHARED_LIBS)
    list(APPEND azoth_pc_cflags -DAZOTH_SHARED=1)
endif()
azoth_pc_flags(azoth_pc_libs_private ${private_files})
list(APPEND azoth_pc_libs_private ${CMAKE_THREAD_LIBS_INIT})
list(JOIN azoth_pc_libs " " azoth_pc_libs)
list(JOIN azoth_pc_libs_private " " azoth_pc_libs_private)
list(JOIN azoth_pc_cflags " " azoth_pc_cflags)

# Relative to the file itself, so that an install tree can be moved.
file(RELATIVE_PATH azoth_pc_prefix
    ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" azoth_pc_prefix "${azoth_pc_prefix}")
configure_file(cmake/azoth.pc.in ${PROJECT_BINARY_DIR}/azoth.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/azoth.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
