# DIAG_STATIC: programs that need nothing of the system they run on. Debian's own archives where they fit;
# the others are made by packaging/static/build_libraries.

set(prefix ${PROJECT_SOURCE_DIR}/build/static-libraries)
if(NOT EXISTS ${prefix}/made-from)
    message(FATAL_ERROR "${prefix} is not there: run packaging/static/build_libraries first")
endif()
if(DIAG_TESTS)
    message(FATAL_ERROR "DIAG_STATIC has no tests of its own: tests/end_to_end/static tries what it makes")
endif()

# Archives are all that is found from here on.
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
set(OPENSSL_USE_STATIC_LIBS ON)
set(ZLIB_USE_STATIC_LIBS ON)

# The same bytes wherever it is built.
target_compile_options(diag_settings INTERFACE -ffile-prefix-map=${PROJECT_SOURCE_DIR}=. -Werror=date-time)
target_compile_definitions(diag_settings INTERFACE DIAG_STATIC)

# diag_archive(PkgConfig::isal INCLUDE DIR... NEEDS LIBRARY...): an archive of ours, as the target that other builds have.
function(diag_archive target file)
    cmake_parse_arguments(archive "" "" "INCLUDE;NEEDS" ${ARGN})
    add_library(${target} STATIC IMPORTED GLOBAL)
    set_target_properties(${target} PROPERTIES IMPORTED_LOCATION ${prefix}/lib/${file})
    target_include_directories(${target} SYSTEM INTERFACE ${archive_INCLUDE})
    target_link_libraries(${target} INTERFACE ${archive_NEEDS})
endfunction()

pkg_check_modules(vectorscan REQUIRED libhs)
diag_archive(PkgConfig::vectorscan libhs.a INCLUDE ${vectorscan_INCLUDE_DIRS} NEEDS m)
diag_archive(PkgConfig::isal libisal.a INCLUDE ${prefix}/include)
diag_archive(LibArchive::LibArchive libarchive.a INCLUDE ${prefix}/include)
diag_archive(diag::bson libbson-1.0.a INCLUDE ${prefix}/include/libbson-1.0)
diag_archive(diag::mongoc libmongoc-1.0.a INCLUDE ${prefix}/include/libmongoc-1.0
    NEEDS diag::bson OpenSSL::SSL OpenSSL::Crypto resolv)

# Debian has spdlog and fmt as shared libraries only, but one file alone includes them.
add_library(diag_spdlog INTERFACE)
target_compile_definitions(diag_spdlog INTERFACE SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY)
add_library(spdlog::spdlog ALIAS diag_spdlog)
