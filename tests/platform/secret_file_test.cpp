// SPDX-License-Identifier: Apache-2.0
#include "platform/secret_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "tests/scratch.hpp"
#include "tests/show.hpp"

namespace diag::test {
namespace {

std::size_t names_in(const std::filesystem::path& directory) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(directory), {}));
}

TEST_CASE("secret file: it is made once, for its owner alone, and stays the same") {
    const Scratch scratch;
    const auto path = scratch.path() / "key";

    const auto first = secret_file(path, 32);
    const auto second = secret_file(path, 32);

    struct stat made {};
    REQUIRE(first);
    REQUIRE(second);
    REQUIRE(stat(path.c_str(), &made) == 0);
    CHECK(first->size() == 32);
    CHECK(*first == *second);
    CHECK((made.st_mode & 07777) == 0600);
    CHECK(names_in(scratch.path()) == 1);
    CHECK(*secret_file(scratch.path() / "other", 32) != *first);
}

TEST_CASE("secret file: twenty processes that make it at once get the same one") {
    const Scratch scratch;
    const auto path = scratch.path() / "key";
    std::vector<pid_t> children;
    for (int i = 0; i < 20; ++i) {
        const auto child = fork();
        if (child == 0) {
            const auto secret = secret_file(path, 32);
            if (!secret) _exit(1);
            std::ofstream(scratch.path() / ("saw-" + std::to_string(i))) << *secret;
            _exit(0);
        }
        children.push_back(child);
    }
    for (const auto child : children) waitpid(child, nullptr, 0);

    const auto secret = secret_file(path, 32);
    REQUIRE(secret);
    for (int i = 0; i < 20; ++i) {
        std::ifstream file(scratch.path() / ("saw-" + std::to_string(i)), std::ios::binary);
        CHECK(std::string{std::istreambuf_iterator<char>(file), {}} == *secret);
    }
    CHECK(names_in(scratch.path()) == 21);
}

TEST_CASE("secret file: one that others may read is refused with the remedy") {
    const Scratch scratch;
    const auto path = scratch.path() / "key";
    REQUIRE(secret_file(path, 32));
    chmod(path.c_str(), 0640);

    const auto secret = secret_file(path, 32);

    REQUIRE_FALSE(secret);
    CHECK(secret.error().fault == Fault::denied);
    CHECK(secret.error().what.ends_with("can be read by others: chmod 600 it"));
}

TEST_CASE("secret file: a damaged one is left as it is") {
    const Scratch scratch;
    for (const std::size_t size : {std::size_t{0}, std::size_t{31}, std::size_t{33}}) {
        const auto path = scratch.file("key" + std::to_string(size), std::string(size, 'k'));
        chmod(path.c_str(), 0600);

        const auto secret = secret_file(path, 32);

        REQUIRE_FALSE(secret);
        CHECK(secret.error().fault == Fault::malformed);
        CHECK(std::filesystem::file_size(path) == size);
    }
}

TEST_CASE("secret file: a link, a directory or a missing directory is a failure") {
    const Scratch scratch;
    REQUIRE(secret_file(scratch.path() / "real", 32));
    std::filesystem::create_symlink(scratch.path() / "real", scratch.path() / "link");
    std::filesystem::create_directory(scratch.path() / "folder");

    CHECK_FALSE(secret_file(scratch.path() / "link", 32));
    CHECK(secret_file(scratch.path() / "folder", 32).error().fault == Fault::refused);
    CHECK(secret_file(scratch.path() / "none/key", 32).error().fault == Fault::absent);
}

}  // namespace
}  // namespace diag::test
