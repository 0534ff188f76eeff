// SPDX-License-Identifier: Apache-2.0
#include "collectors/mongo/mongoc.hpp"

#ifndef DIAG_STATIC
#include <dlfcn.h>
#endif

namespace diag::mongo {
namespace {

#ifdef DIAG_STATIC

Library found() {
    Library library;
#define DIAG_TAKE(name) library.name = &::name;
    DIAG_MONGOC_FUNCTIONS(DIAG_TAKE)
#undef DIAG_TAKE
    library.missing.clear();
    return library;
}

#else

Library found() {
    Library library;
    void* handle = ::dlopen("libmongoc-1.0.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        library.missing = "libmongoc-1.0.so.0 cannot be loaded: install libmongoc-1.0-0";
        return library;
    }
    bool all = true;
#define DIAG_FIND(name)                                                              \
    library.name = reinterpret_cast<decltype(library.name)>(::dlsym(handle, #name)); \
    all = all && library.name;
    DIAG_MONGOC_FUNCTIONS(DIAG_FIND)
#undef DIAG_FIND
    library.missing = all ? "" : "libmongoc is too old: 1.23 is needed";
    return library;
}

#endif

Library load() {
    auto library = found();
    if (!library.missing.empty()) return library;
    library.mongoc_init();
    // Its own log would go to standard error, names of hosts and all.
    library.mongoc_log_set_handler(nullptr, nullptr);
    return library;
}

}  // namespace

const Library& loaded() {
    static const Library library = load();
    return library;
}

}  // namespace diag::mongo
