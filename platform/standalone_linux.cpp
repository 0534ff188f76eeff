// SPDX-License-Identifier: Apache-2.0
#include "platform/standalone.hpp"

#ifdef DIAG_STATIC

#include <dlfcn.h>
#include <fcntl.h>
#include <nss.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <initializer_list>

#include "platform/descriptor.hpp"

namespace {

/// Like read(2), from the kernel's generator; before Linux 3.17 that is a device alone.
ssize_t random_bytes(char* into, std::size_t count) {
    const auto got = ::syscall(SYS_getrandom, into, count, 0);
    if (got >= 0 || errno != ENOSYS) return got;
    const diag::Descriptor device{::open("/dev/urandom", O_RDONLY | O_CLOEXEC)};
    return device ? ::read(device.get(), into, count) : -1;
}

}  // namespace

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

// In place of the C library's too: Debian's OpenSSL has no other source of random bytes.
int getentropy(void* buffer, std::size_t length) {
    auto* into = static_cast<char*>(buffer);
    while (length > 0) {
        const auto got = random_bytes(into, length);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return -1;
        into += got;
        length -= static_cast<std::size_t>(got);
    }
    return 0;
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
