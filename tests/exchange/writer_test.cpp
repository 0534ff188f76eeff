// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>

#include "platform/digest.hpp"
#include "sample.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

namespace {

std::string noise(std::size_t size) {
    std::string bytes(size, '\0');
    fill_random({reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()});
    return bytes;
}

/// A child that writes one bundle after the other until it is killed.
pid_t endless_writer(const fs::path& directory, const std::string& content) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    for (;;) {
        auto writer =
            exchange::BundleWriter::create(directory, {desk().certificate}, {64 << 10, 0});
        if (!writer || !writer->write(content) || !writer->finish(sample_manifest(), agent()))
            ::_exit(1);
    }
}

std::vector<fs::path> bundles_in(const fs::path& directory) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(directory))
        if (!entry.path().filename().native().starts_with('.')) found.push_back(entry.path());
    return found;
}

/// A file system of this size, gone with the object.
struct SmallDisk {
    explicit SmallDisk(const std::string& size)
        : mounted(::mount("tmpfs", scratch.path().c_str(), "tmpfs", 0, ("size=" + size).c_str()) ==
                  0) {}
    ~SmallDisk() {
        if (mounted) ::umount2(scratch.path().c_str(), MNT_DETACH);
    }
    Scratch scratch;
    bool mounted;
};

}  // namespace

TEST_CASE("writer: dropped before it finished, nothing remains") {
    Scratch scratch;
    {
        auto writer = exchange::BundleWriter::create(scratch.path(), {desk().certificate});
        REQUIRE(writer);
        REQUIRE(writer->write(noise(1 << 20)));
        CHECK(writer->sealed_bytes() > 1'000'000);
    }
    CHECK(names_below(scratch.path()).empty());
}

TEST_CASE("writer: killed at any moment, what looks whole is whole") {
    Scratch scratch;
    const auto content = content_of({{"evidence/logs/noise", noise(400'000)}});
    // Made here, or each child would make keys of its own.
    REQUIRE(desk().certificate.may_agree_keys());
    REQUIRE(agent().certificate.may_sign());
    for (int round = 0; round < 60; ++round) {
        const auto child = endless_writer(scratch.path(), content);
        ::usleep(static_cast<useconds_t>(500 + round * 4000));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        REQUIRE(WIFSIGNALED(status));
    }

    const auto whole = bundles_in(scratch.path());
    CHECK(whole.size() > 3);
    for (const auto& file : whole) CHECK(exchange::verify_bundle(file, agent().certificate));

    small_bundle(scratch.path());
    for (const auto& name : names_below(scratch.path())) CHECK_FALSE(name.starts_with('.'));
}

TEST_CASE("writer: what another writer is still writing is left alone") {
    Scratch scratch;
    const auto name = "." + exchange::bundle_file_name(uuid_v7(system_clock().now())) + ".part";
    const auto other = scratch.file(name, "half");
    scratch.file(".vimrc.part", "mine");
    const pid_t child = ::fork();
    if (child == 0) {
        const int file = ::open(other.c_str(), O_RDWR);
        ::flock(file, LOCK_EX);
        ::pause();
        ::_exit(0);
    }
    ::usleep(100'000);

    small_bundle(scratch.path());
    CHECK(fs::exists(other));

    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    small_bundle(scratch.path());
    CHECK_FALSE(fs::exists(other));
    CHECK(fs::exists(scratch.path() / ".vimrc.part"));
}

TEST_CASE("writer: a full disk is told as full and leaves nothing") {
    const SmallDisk disk("1m");
    if (!disk.mounted) {
        MESSAGE("skipped: mounting a tmpfs takes root");
        return;
    }
    const auto bytes = noise(700 << 10);
    for (const std::size_t size : {bytes.size(), bytes.size() * 2}) {
        auto writer = exchange::BundleWriter::create(disk.scratch.path(), {desk().certificate},
                                                     {128 << 10, 0});
        REQUIRE(writer);
        Result<> written{};
        for (std::size_t done = 0; written && done < size; done += bytes.size())
            written = writer->write(bytes);
        const auto finished = writer->finish(sample_manifest(), agent());

        // 700 KiB fit twice in 1 MiB only because what was copied is given back at once.
        if (size == bytes.size()) {
            REQUIRE(finished);
            CHECK(exchange::verify_bundle(*finished, std::nullopt));
            fs::remove(*finished);
        } else {
            REQUIRE_FALSE(written);
            CHECK(written.error().fault == Fault::full);
        }
    }
    CHECK(names_below(disk.scratch.path()).empty());
}

TEST_CASE("writer: a disk that is full at the very end leaves nothing either") {
    const SmallDisk disk("1m");
    if (!disk.mounted) {
        MESSAGE("skipped: mounting a tmpfs takes root");
        return;
    }
    auto writer = exchange::BundleWriter::create(disk.scratch.path(), {desk().certificate});
    REQUIRE(writer);
    // One volume: its copy needs the space twice.
    REQUIRE(writer->write(noise(700 << 10)));

    const auto finished = writer->finish(sample_manifest(), agent());

    REQUIRE_FALSE(finished);
    CHECK(finished.error().fault == Fault::full);
    CHECK(names_below(disk.scratch.path()).empty());
}

TEST_CASE("writer: past its limit it is full") {
    Scratch scratch;
    auto writer =
        exchange::BundleWriter::create(scratch.path(), {desk().certificate}, {8 << 20, 100'000});
    REQUIRE(writer);

    const auto written = writer->write(noise(200'000));

    REQUIRE_FALSE(written);
    CHECK(written.error().fault == Fault::full);
    CHECK(written.error().what.find("97.7 KiB") != std::string::npos);
}

TEST_CASE("writer: only certificates that may receive are sealed for") {
    Scratch scratch;
    const auto refusal = [&](std::vector<Certificate> recipients) {
        const auto writer = exchange::BundleWriter::create(scratch.path(), std::move(recipients));
        REQUIRE_FALSE(writer);
        CHECK(writer.error().fault == Fault::refused);
        return writer.error().what;
    };

    CHECK(refusal({}).find("at least one recipient") != std::string::npos);
    CHECK(refusal({keeper(Role::recipient, -9, -1).certificate}).find("expired") !=
          std::string::npos);
    CHECK(refusal({keeper(Role::recipient, 1, 9).certificate}).find("not yet valid") !=
          std::string::npos);
    CHECK(refusal({desk().certificate, agent().certificate}).find("lacks key agreement") !=
          std::string::npos);
    CHECK(names_below(scratch.path()).empty());
}

TEST_CASE("writer: a directory that is not there, or is a file, is told") {
    Scratch scratch;
    scratch.file("plain", "");

    for (const char* name : {"absent", "plain"}) {
        const auto writer =
            exchange::BundleWriter::create(scratch.path() / name, {desk().certificate});
        REQUIRE_FALSE(writer);
        CHECK(writer.error().what.find((scratch.path() / name).native()) != std::string::npos);
    }
}

TEST_CASE("writer: a name that is taken is refused, and what has it stays") {
    Scratch scratch;
    const auto manifest = sample_manifest();
    const auto taken = scratch.file(exchange::bundle_file_name(manifest.bundle_id), "mine");
    auto writer = exchange::BundleWriter::create(scratch.path(), {desk().certificate});
    REQUIRE(writer);
    REQUIRE(writer->write(content_of(small_site())));

    const auto finished = writer->finish(manifest, agent());

    REQUIRE_FALSE(finished);
    CHECK(finished.error().fault == Fault::refused);
    CHECK(read(taken) == "mine");
    CHECK(names_below(scratch.path()).size() == 1);
}

// Sanitizers keep what was freed, so there is nothing to measure under them.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("writer: memory does not grow with the content, nor the reader's") {
    const auto peak_kib = [] {
        rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        return usage.ru_maxrss;
    };
    Scratch scratch;
    const auto block = noise(1 << 20);
    static_cast<void>(small_bundle(scratch.path()));
    const auto before = peak_kib();

    auto writer = exchange::BundleWriter::create(scratch.path(), {desk().certificate});
    REQUIRE(writer);
    std::vector<File> listed;
    for (int i = 0; i < 40; ++i) {
        const auto path = "evidence/logs/" + std::to_string(i);
        REQUIRE(writer->write(gzip(*exchange::tar_header(path, block.size()) + block)));
        listed.push_back({path, {}});
    }
    exchange::Contents contents;
    for (const auto& file : listed) {
        exchange::ContentEntry entry;
        entry.path = file.path;
        entry.size = block.size();
        entry.sha256 = sha256_hex(block);
        contents.entries.push_back(entry);
    }
    REQUIRE(writer->write(gzip(tar_text({"contents.json", json::write_pretty(to_json(contents))}) +
                               exchange::tar_end())));
    const auto file = writer->finish(sample_manifest(), agent());
    REQUIRE(file);
    const auto opened =
        exchange::open_bundle(*file, desk().key, std::nullopt, scratch.path() / "out");
    REQUIRE(opened);

    CHECK(peak_kib() - before < 12 << 10);  // 40 MiB went through; gzip() here needs 3
}
#endif
