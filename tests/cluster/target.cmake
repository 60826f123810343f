# Where the script is that starts the servers of these tests.
target_compile_definitions(azoth_tests_cluster PRIVATE "AZOTH_CLUSTER_TESTS=\"${CMAKE_CURRENT_SOURCE_DIR}/cluster\"")
