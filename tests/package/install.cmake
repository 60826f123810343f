# cmake -D build=DIR -D prefix=DIR -P install.cmake: installs a build tree, and moves what was installed elsewhere, as
# a packager does.

file(REMOVE_RECURSE ${prefix} ${prefix}-staging)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${build} --prefix ${prefix}-staging COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${prefix}-staging ${prefix})
