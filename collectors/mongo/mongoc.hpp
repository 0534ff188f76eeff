// SPDX-License-Identifier: Apache-2.0
// libmongoc, loaded when a database is to be asked and not before: linked, it and what it needs
// (ICU, SASL, libmongocrypt) cost each start of safr-diag 7 to 12 ms, and a run starts one process
// a collector. A static program has it in itself, without those, at no such cost. Only the two doors to it include this: ask_mongoc.cpp and scratch_mongoc.cpp.
#pragma once

#include <mongoc/mongoc.h>

#include <memory>
#include <string>

namespace diag::mongo {

// What we call of it, by name.
#define DIAG_MONGOC_FUNCTIONS(EACH)                         \
    EACH(bson_as_relaxed_extended_json)                     \
    EACH(bson_copy_to_excluding_noinit)                     \
    EACH(bson_destroy)                                      \
    EACH(bson_free)                                         \
    EACH(bson_get_data)                                     \
    EACH(bson_init_from_json)                               \
    EACH(bson_init_static)                                  \
    EACH(bson_steal)                                        \
    EACH(mongoc_bulk_operation_destroy)                     \
    EACH(mongoc_bulk_operation_execute)                     \
    EACH(mongoc_bulk_operation_insert_with_opts)            \
    EACH(mongoc_client_command_simple)                      \
    EACH(mongoc_client_destroy)                             \
    EACH(mongoc_client_get_collection)                      \
    EACH(mongoc_client_new_from_uri)                        \
    EACH(mongoc_client_set_appname)                         \
    EACH(mongoc_client_set_error_api)                       \
    EACH(mongoc_client_set_ssl_opts)                        \
    EACH(mongoc_collection_create_bulk_operation_with_opts) \
    EACH(mongoc_collection_destroy)                         \
    EACH(mongoc_init)                                       \
    EACH(mongoc_log_set_handler)                            \
    EACH(mongoc_read_prefs_destroy)                         \
    EACH(mongoc_read_prefs_new)                             \
    EACH(mongoc_uri_destroy)                                \
    EACH(mongoc_uri_new)                                    \
    EACH(mongoc_uri_new_for_host_port)                      \
    EACH(mongoc_uri_set_auth_mechanism)                     \
    EACH(mongoc_uri_set_auth_source)                        \
    EACH(mongoc_uri_set_option_as_bool)                     \
    EACH(mongoc_uri_set_option_as_int32)                    \
    EACH(mongoc_uri_set_password)                           \
    EACH(mongoc_uri_set_username)

struct Library {
    std::string missing = "not loaded";  ///< why it cannot be used; empty when it can
#define DIAG_DECLARE(name) decltype(&::name) name = nullptr;
    DIAG_MONGOC_FUNCTIONS(DIAG_DECLARE)
#undef DIAG_DECLARE
};

/// Loads it where it is not linked, and makes it ready; once a process.
const Library& loaded();

template <auto Library::*free>
struct Freed {
    template <class T>
    void operator()(T* held) const {
        (loaded().*free)(held);
    }
};
using Uri = std::unique_ptr<mongoc_uri_t, Freed<&Library::mongoc_uri_destroy>>;
using Client = std::unique_ptr<mongoc_client_t, Freed<&Library::mongoc_client_destroy>>;
using JsonText = std::unique_ptr<char, Freed<&Library::bson_free>>;

struct Bson {
    bson_t document = BSON_INITIALIZER;
    Bson() = default;
    Bson(const Bson&) = delete;
    Bson& operator=(const Bson&) = delete;
    ~Bson() { loaded().bson_destroy(&document); }
};

}  // namespace diag::mongo
