// SPDX-License-Identifier: Apache-2.0
// A file system whose server went away: its root can be looked at, everything else never answers.
//
// hang_fs -f MOUNTPOINT. Who asks it hangs in the kernel, past SIGKILL, until the connection is
// aborted through /sys/fs/fuse/connections/<id>/abort: arm that before touching the mount.
#define FUSE_USE_VERSION 31
#include <fuse3/fuse.h>
#include <unistd.h>

#include <cstring>
#include <string_view>

namespace {

[[noreturn]] void never_answer() {
    for (;;) ::pause();
}

int attributes(const char* path, struct stat* status, fuse_file_info*) {
    if (std::string_view(path) != "/") never_answer();
    std::memset(status, 0, sizeof *status);
    status->st_mode = S_IFDIR | 0755;
    status->st_nlink = 2;
    return 0;
}

int space(const char*, struct statvfs*) { never_answer(); }

int open_directory(const char*, fuse_file_info*) { never_answer(); }

}  // namespace

int main(int argc, char** argv) {
    fuse_operations operations{};
    operations.getattr = attributes;
    operations.statfs = space;
    operations.opendir = open_directory;
    return fuse_main(argc, argv, &operations, nullptr);
}
