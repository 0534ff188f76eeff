# diag_embed(target symbol FILES...): makes `symbol()` in namespace diag::embedded return the files'
# names and texts, so that data travels inside the program.
function(diag_embed target symbol)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp)
    add_custom_command(OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DSYMBOL=${symbol} "-DFILES=${ARGN}"
                -P ${PROJECT_SOURCE_DIR}/packaging/cmake/embed_script.cmake
        DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/packaging/cmake/embed_script.cmake VERBATIM)
    target_sources(${target} PRIVATE ${output})
endfunction()
