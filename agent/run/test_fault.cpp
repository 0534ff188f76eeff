// SPDX-License-Identifier: Apache-2.0
#include "agent/run/test_fault.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

#include "platform/clock.hpp"
#include "platform/compress.hpp"
#include "platform/digest.hpp"

namespace diag::run {
#ifdef DIAG_WITH_TEST_FAULTS
namespace {

[[noreturn]] void spin() {
    for (std::atomic<unsigned> turns = 0;;) ++turns;
}

[[noreturn]] void hang() {
    for (;;) system_clock().sleep(milliseconds{3'600'000});
}

[[noreturn]] void eat() {
    constexpr std::size_t bite = std::size_t{4} << 20;
    for (;;) {
        auto* const kept = new char[bite];
        std::memset(kept, 'x', bite);
        system_clock().sleep(milliseconds{2});
    }
}

[[noreturn]] void flood(Sink& sink) {
    for (std::size_t i = 0;; ++i) sink.give("flood:" + std::to_string(i), std::string(65536, 'x'));
}

void must_be_denied(const char* name, long result) {
    if (result >= 0 || errno != EPERM)
        throw std::runtime_error(std::string(name) + " was not denied");
}

/// The kernel denies adjtimex(2) also to who began without the right.
void must_lack(int power) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> powers{};
    const auto has = [&](int which) { return (powers[0].effective >> which & 1U) != 0; };
    if (::syscall(SYS_capget, &header, powers.data()) != 0 || has(power) ||
        (powers[0].permitted >> power & 1U) != 0 ||
        (has(CAP_SETPCAP) && ::prctl(PR_CAPBSET_READ, power, 0, 0, 0) != 0))
        throw std::runtime_error("capability " + std::to_string(power) + " is left");
}

}  // namespace

std::string_view test_fault_variable() { return "SAFR_DIAG_TEST_FAULT"; }

void act_out_test_fault(std::string_view collector, Sink& sink) {
    const char* const wanted = std::getenv("SAFR_DIAG_TEST_FAULT");
    if (!wanted) return;
    const std::string_view text = wanted;
    const auto colon = text.find(':');
    if (text.substr(0, colon) != collector || colon == std::string_view::npos) return;
    const auto fault = text.substr(colon + 1);
    if (fault == "spin") spin();
    if (fault == "hang") hang();
    if (fault == "eat") eat();
    if (fault == "flood") flood(sink);
    if (fault == "die") std::abort();
    if (fault == "throw") throw std::runtime_error("thrown on purpose");
}

void act_out_denied(std::string_view who) {
    const char* const wanted = std::getenv("SAFR_DIAG_TEST_FAULT");
    if (!wanted || std::string(wanted) != std::string(who) + ":forbidden") return;
    must_be_denied("mount", ::mount("none", "/nowhere", "tmpfs", 0, nullptr));
    must_be_denied("keyctl", ::syscall(SYS_keyctl, 0, -3, 0, 0, 0));
    iovec byte{};
    must_be_denied("process_vm_readv", ::process_vm_readv(::getpid(), &byte, 1, &byte, 1, 0));
    timex clock{};
    clock.modes = ADJ_TICK;
    must_be_denied("adjtimex", ::adjtimex(&clock));
    must_lack(CAP_SYS_TIME);
    if (who != "pass") return;
    must_be_denied("socket", ::socket(AF_INET, SOCK_STREAM, 0));
    must_be_denied("openat", ::open("/tmp/safr-diag-forbidden", O_WRONLY | O_CREAT, 0600));
    must_be_denied("unlink", ::unlink("/nowhere"));
    std::array<char*, 1> nothing{};
    must_be_denied("execve", ::syscall(SYS_execve, "/bin/true", nothing.data(), nothing.data()));
}

void act_out_leak(const Attachment& attachment, int pack, stream::Passed& passed) {
    constexpr off_t far = off_t{1} << 30;  // beyond what the pass itself writes
    const char* const wanted = std::getenv("SAFR_DIAG_TEST_FAULT");
    const std::string_view fault = wanted ? wanted : "";
    const bool canary = !attachment.text.empty();
    if (fault != (canary ? "pass:leak_canary" : "pass:leak_file")) return;
    const auto text = canary ? attachment.text : "db.password=hunter2x\n";
    const auto member = gzip_member(text);
    if (!member || ::pwrite(pack, member->data(), member->size(), far) < 0) return;
    passed.size = text.size();
    passed.packed_offset = far;
    passed.packed_size = member->size();
    passed.sha256 = sha256_hex(text);
}
#else
std::string_view test_fault_variable() { return {}; }
void act_out_test_fault(std::string_view, Sink&) {}
void act_out_denied(std::string_view) {}
void act_out_leak(const Attachment&, int, stream::Passed&) {}
#endif

}  // namespace diag::run
