// SPDX-License-Identifier: Apache-2.0
#include "agent/halves/test_takeover.hpp"

#ifndef DIAG_WITH_TEST_FAULTS

namespace diag::halves::test {

void act_out_takeover() {}
Certified altered(Certified answer) { return answer; }
void look_for_marks(const Frame&) {}

}  // namespace diag::halves::test

#else

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "agent/exchange/line.hpp"
#include "agent/exchange/trust.hpp"
#include "platform/cms.hpp"
#include "platform/compress.hpp"
#include "platform/digest.hpp"
#include "platform/gunzip.hpp"
#include "platform/text.hpp"

namespace diag::halves::test {
namespace {

constexpr int reading_half = 3;

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

bool asked(std::string_view what) { return variable("SAFR_DIAG_TEST_LINE") == what; }

void report(const std::string& what, bool got) {
    const auto line = "taken over: " + what + ": " +
                      (got ? std::string("GOT") : "denied (" + std::to_string(errno) + ")") + "\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

void try_path(const std::string& path) {
    report("read " + path, ::open(path.c_str(), O_RDONLY) >= 0);
    report("list " + path, ::opendir(path.c_str()) != nullptr);
    report("write " + path, ::open(path.c_str(), O_WRONLY) >= 0);
    report("remove " + path, ::unlink(path.c_str()) == 0);
}

void try_paths() {
    for (const auto path : parts_of(variable("SAFR_DIAG_TEST_PATHS"), ':'))
        if (!path.empty()) try_path(std::string(path));
    const auto parent = "/proc/" + std::to_string(::getppid());
    for (const auto& path : {std::string("/etc/shadow"), std::string("/etc/passwd"),
                             std::string("/etc/ssl"), parent + "/mem", parent + "/environ",
                             parent + "/fd", parent + "/root/etc/passwd", std::string("/tmp")})
        try_path(path);
    report("make a file", ::open("/tmp/taken", O_CREAT | O_WRONLY, 0600) >= 0);
    report("make a directory", ::mkdir("/tmp/taken.d", 0700) == 0);
    const std::array<const char*, 4> shell{"sh", "-c", "true", nullptr};
    report("run a shell", ::syscall(SYS_execve, "/bin/sh", shell.data(), nullptr) == 0);
}

void try_others() {
    const auto parent = ::getppid();
    std::array<char, 64> memory{};
    iovec here{memory.data(), memory.size()}, there{memory.data(), memory.size()};
    report("trace the reading half", ::ptrace(PTRACE_ATTACH, parent, nullptr, nullptr) == 0);
    report("read its memory", ::process_vm_readv(parent, &here, 1, &there, 1, 0) >= 0);
    report("write its memory", ::process_vm_writev(parent, &here, 1, &there, 1, 0) >= 0);
    report("signal it", ::kill(parent, 0) == 0);
    report("signal process 1", ::kill(1, 0) == 0);
    report("signal all of its user", ::kill(-1, 0) == 0);
    report("have a group of its own", ::setpgid(0, 0) == 0);
    report("leave its group by setsid", ::setsid() >= 0);
    report("be root", ::setuid(0) == 0);
    report("be root by all three", ::setresuid(0, 0, 0) == 0);
    report("take groups", ::setgroups(0, nullptr) == 0);
    report("have a namespace", ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0);
    report("mount", ::mount("none", "/mnt", "tmpfs", 0, nullptr) == 0);
}

/// Connecting to a port of this machine that is not the desk's.
void try_network() {
    report("have a local socket", ::socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
    report("have a packet socket", ::socket(AF_PACKET, SOCK_RAW, 0) >= 0);
    const int tcp = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto port = natural(variable("SAFR_DIAG_TEST_PORT"));
    address.sin_port = htons(static_cast<std::uint16_t>(port.value_or(1)));
    const auto* place = reinterpret_cast<const sockaddr*>(&address);
    report("reach a service of this machine", ::connect(tcp, place, sizeof address) == 0);
    address.sin_port = 0;
    const int listening = ::socket(AF_INET, SOCK_STREAM, 0);
    report("listen", ::bind(listening, place, sizeof address) == 0 && ::listen(listening, 1) == 0);
}

void try_descriptors() {
    for (int each = 0; each < 1024; ++each) {
        struct stat about {};
        if (::fstat(each, &about) != 0) continue;
        // Standard error is a log that the test lent it.
        if (each != STDERR_FILENO && (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode)))
            report("descriptor " + std::to_string(each), true);
    }
}

void say(const std::string& bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
        const auto put =
            ::send(reading_half, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (put < 0 && errno != EAGAIN) return;
        if (put > 0) done += static_cast<std::size_t>(put);
    }
}

void say(const FromLine& word) { say(bytes_of(frame_of(word))); }

void say(const exchange::line::Message& message) {
    say(FromLine{Heard{exchange::line::text_of(message)}});
}

/// Documents that look like requests, by a key of its own.
void forge() {
    const auto key = PrivateKey::generate();
    const Subject engineer{.role = Role::engineer,
                           .name = "Somebody",
                           .level = "L3",
                           .host = {},
                           .from = system_clock().now() - std::chrono::days{1},
                           .until = system_clock().now() + std::chrono::days{1}};
    const auto certificate = key ? self_signed(engineer, *key) : key.error();
    if (!certificate) return;
    const auto document =
        cms::sign_document(R"({"type": "request", "collectors": ["logs"], "reason": "taken over"})",
                           *certificate, *key);
    if (!document) return;
    say(exchange::line::Asked{*document});
    say(exchange::line::Asked{"no document"});
    say(exchange::line::Noted{uuid_v7(system_clock().now()), "done"});
    say(exchange::line::Revoked{"-----BEGIN X509 CRL-----\nno list\n-----END X509 CRL-----\n"});
    say(exchange::line::Checkpoint{*document});
    report("forged documents are said", false);
}

/// What is packed in there, from where the first gzip member begins that is one (RFC 1952, 2.3.1).
std::string unpacked(std::string_view bytes) {
    constexpr std::string_view magic = "\x1f\x8b\x08";
    for (auto at = bytes.find(magic); at != bytes.npos; at = bytes.find(magic, at + 1)) {
        std::string plain;
        Gunzip gunzip([&](std::string_view more) -> Result<> {
            plain += more;
            return {};
        });
        if (gunzip.write(bytes.substr(at))) return plain;
    }
    return {};
}

/// That marks would be seen where they are packed.
void try_looking() {
    const auto packed = gzip_member("before, com.real.covi, after");
    const auto plain = packed ? unpacked("sealed or not" + *packed) : std::string();
    errno = 0;
    report("overlook a mark that is gzipped", plain.find("com.real.covi") == plain.npos);
}

[[noreturn]] void stand_still() {
    for (;;) ::pause();
}

}  // namespace

void act_out_takeover() {
    if (asked("everything")) {
        try_paths();
        try_others();
        try_network();
        try_descriptors();
        try_looking();
        report("everything is tried", false);
    }
    if (asked("forge")) forge();
    if (asked("flood"))
        for (;;) say(FromLine{Down{"flood", milliseconds{1}}});
    if (asked("huge")) say(std::string("\xff\xff\xff\xff\xff\xff\xff\xff") + "huge");
    if (asked("garbage")) say(std::string(4096, '\x01') + "{}}{");
    if (asked("unasked"))
        say(FromLine{Answered{.lane = Lane::upload, .id = 4711, .answer = {.status = 201}}});
    if (asked("dribble")) say(bytes_of(frame_of(FromLine{Pong{1}})).substr(0, 9));
    if (asked("stall") || asked("dribble")) stand_still();
    if (asked("close")) ::_exit(0);
}

Certified altered(Certified answer) {
    if (!asked("lie")) return answer;
    answer.status = 404;
    answer.answer.clear();
    return answer;
}

void look_for_marks(const Frame& frame) {
    const auto marks = variable("SAFR_DIAG_TEST_MARKS");
    if (marks.empty()) return;
    const auto head = json::write(frame.head);
    const auto plain = unpacked(frame.body);
    for (const auto mark : parts_of(marks, ':'))
        if (!mark.empty() &&
            (head.find(mark) != head.npos || frame.body.find(mark) != frame.body.npos ||
             plain.find(mark) != plain.npos))
            report("see \"" + std::string(mark) + "\"", true);
}

}  // namespace diag::halves::test

#endif
