// SPDX-License-Identifier: Apache-2.0
#include "platform/standalone.hpp"

#ifdef DIAG_STATIC

#include <dlfcn.h>
#include <nss.h>

#include <initializer_list>

// In place of the C library's, for OpenSSL and SQLite, which would load extensions.
extern "C" {
void* dlopen(const char*, int) noexcept { return nullptr; }
void* dlsym(void*, const char*) noexcept { return nullptr; }
int dlclose(void*) noexcept { return -1; }
int dladdr(const void*, Dl_info*) noexcept { return 0; }
char* dlerror() noexcept {
    static char words[] = "this program loads nothing";
    return words;
}
}

namespace diag {

void stand_alone() {
    ::__nss_configure_lookup("hosts", "files dns");
    for (const char* each : {"passwd", "group", "services", "protocols", "networks"})
        ::__nss_configure_lookup(each, "files");
    ignore_openssl_configuration();
}

}  // namespace diag

#else

namespace diag {

void stand_alone() {}

}  // namespace diag

#endif
