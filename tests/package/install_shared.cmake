# cmake -D source=DIR -D build=DIR -D prefix=DIR -D generator=NAME -D compiler=FILE -D launcher=COMMAND
# -P install_shared.cmake: builds azoth's libraries as shared ones in large batches, and installs them. A symbol that a
# library does not export is an error already when another one is linked.

execute_process(COMMAND ${CMAKE_COMMAND} -S ${source} -B ${build} -G ${generator} -DCMAKE_CXX_COMPILER=${compiler}
    "-DCMAKE_CXX_COMPILER_LAUNCHER=${launcher}" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0
    -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=44 -DBUILD_SHARED_LIBS=ON
    -DCMAKE_SHARED_LINKER_FLAGS=-Wl,-z,defs
    -DAZOTH_BUILD_TESTS=OFF -DAZOTH_BUILD_EXAMPLES=OFF -DAZOTH_BUILD_CLI=OFF
    COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${build} COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE_RECURSE ${prefix})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${build} --prefix ${prefix} COMMAND_ERROR_IS_FATAL ANY)
