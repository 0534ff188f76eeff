# Compilers' settings and the libraries from outside, in one place.

find_program(CCACHE ccache)
if(CCACHE)
    # What ccache needs to know of precompiled headers (its manual, "Precompiled headers"), and that
    # two checkouts may share what they compiled.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_PCH_EXTSUM=1
        CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

add_library(diag_settings INTERFACE)
add_library(diag::settings ALIAS diag_settings)
target_include_directories(diag_settings INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(diag_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -Wno-sign-conversion -Wno-missing-field-initializers -fno-omit-frame-pointer)
# g++ 12 sees overlapping copies in every "text" + std::string at -O2 (its bug 105651).
target_compile_options(diag_settings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
target_compile_definitions(diag_settings INTERFACE DIAG_VERSION="${PROJECT_VERSION}"
    _FORTIFY_SOURCE=$<IF:$<CONFIG:Release>,2,0>)

find_package(PkgConfig REQUIRED)
if(DIAG_STATIC)
    include(packaging/cmake/static.cmake)
endif()
find_package(OpenSSL 3.0 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(pugixml REQUIRED)
find_package(tomlplusplus REQUIRED)
# STRICT tables begin with 3.37.
find_package(SQLite3 3.37 REQUIRED)
pkg_check_modules(libnfs REQUIRED IMPORTED_TARGET libnfs)
pkg_check_modules(deflate REQUIRED IMPORTED_TARGET libdeflate)
if(NOT DIAG_STATIC)
    find_package(spdlog REQUIRED)
    find_package(LibArchive 3.6 REQUIRED)
    pkg_check_modules(vectorscan REQUIRED IMPORTED_TARGET libhs)
    pkg_check_modules(isal REQUIRED IMPORTED_TARGET libisal)
    # Its headers only: it is loaded when a database is to be asked.
    pkg_check_modules(mongoc REQUIRED libmongoc-1.0)
    add_library(diag_mongoc INTERFACE)
    target_include_directories(diag_mongoc SYSTEM INTERFACE ${mongoc_INCLUDE_DIRS})
    add_library(diag::mongoc ALIAS diag_mongoc)
else()
    set_target_properties(pugixml::pugixml PROPERTIES INTERFACE_LINK_LIBRARIES pugixml::static)
endif()

# What most files include, parsed once: 5.9 s a file become 3.1 s (g++ 12 with sanitizers). Not where
# something is shipped or read by clang: those builds show that every file names what it needs.
if(DIAG_TESTS AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled.cpp CONTENT "")
    add_library(diag_precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
    target_link_libraries(diag_precompiled PRIVATE diag::settings Boost::headers Threads::Threads)
    target_compile_options(diag_precompiled PRIVATE -fpch-preprocess)
    target_precompile_headers(diag_precompiled PRIVATE <algorithm> <array> <chrono> <cstdint> <filesystem>
        <fstream> <functional> <map> <memory> <optional> <set> <span> <string> <string_view> <variant>
        <vector> <boost/json.hpp>)
    # ccache reads this instead of the 120 MB themselves: 0.07 s an object that it knows, not 0.7 s. Of the text that was
    # parsed, as g++ does not write the same bytes twice.
    set(precompiled ${CMAKE_BINARY_DIR}/CMakeFiles/diag_precompiled.dir/cmake_pch.hxx)
    separate_arguments(flags UNIX_COMMAND "${CMAKE_CXX_FLAGS}")
    add_custom_command(OUTPUT ${precompiled}.gch.sum DEPENDS ${precompiled}.gch
        COMMAND ${CMAKE_CXX_COMPILER} ${flags} -std=c++${CMAKE_CXX_STANDARD} -w -E -P -x c++ ${precompiled} >${precompiled}.text
        COMMAND ${CMAKE_COMMAND} -E sha256sum cmake_pch.hxx.text >${precompiled}.gch.sum
        COMMAND ${CMAKE_COMMAND} -E rm ${precompiled}.text
        WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/CMakeFiles/diag_precompiled.dir)
    add_custom_target(diag_precompiled_sum DEPENDS ${precompiled}.gch.sum)
endif()

function(diag_precompile target)
    if(TARGET diag_precompiled)
        target_compile_options(${target} PRIVATE -fpch-preprocess)
        target_precompile_headers(${target} REUSE_FROM diag_precompiled)
        add_dependencies(${target} diag_precompiled_sum)
    endif()
endfunction()

# What is shipped is built for size, which also builds a third sooner, except where every byte of a site passes.
set(DIAG_FAST_ROOMS exchange redact stream proof backup)

# A room: one target, all .cpp of its folder. diag_room(exchange SOURCES_FROM . LINK platform)
function(diag_room name)
    cmake_parse_arguments(room "" "" "LINK;PRIVATE" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
    if(NOT sources)
        add_library(diag_${name} INTERFACE)
        add_library(diag::${name} ALIAS diag_${name})
        target_link_libraries(diag_${name} INTERFACE diag::settings ${room_LINK})
        return()
    endif()
    add_library(diag_${name} STATIC ${sources})
    add_library(diag::${name} ALIAS diag_${name})
    target_link_libraries(diag_${name} PUBLIC diag::settings ${room_LINK} PRIVATE ${room_PRIVATE})
    diag_precompile(diag_${name})
    if(name IN_LIST DIAG_FAST_ROOMS)
        target_compile_options(diag_${name} PRIVATE $<$<CONFIG:Release>:-O3>)
    endif()
endfunction()
