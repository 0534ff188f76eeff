// SPDX-License-Identifier: Apache-2.0
#include "agent/run/worker.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <mutex>
#include <new>

#include "agent/redact/stand_in_map.hpp"
#include "agent/run/assignment.hpp"
#include "agent/run/frame.hpp"
#include "agent/run/test_fault.hpp"
#include "agent/run/usage.hpp"
#include "collectors/catalog.hpp"
#include "platform/call_filter.hpp"
#include "platform/child.hpp"

namespace diag::run {
namespace {

constexpr std::size_t assignment_limit = std::size_t{64} << 20;
constexpr milliseconds assignment_patience{30'000};

/// Writes a frame whole, one thread at a time. When the parent is gone there is nobody left to work
/// for.
void send(std::string_view frame) {
    static std::mutex lock;
    const std::lock_guard guard(lock);
    for (std::size_t done = 0; done < frame.size();) {
        const auto written = ::write(STDOUT_FILENO, frame.data() + done, frame.size() - done);
        if (written > 0)
            done += static_cast<std::size_t>(written);
        else if (errno != EINTR)
            ::_exit(1);
    }
}

void tell(FrameKind kind, std::string_view text) { send(encoded(kind, text)); }

class FrameSink : public Sink {
public:
    void give(std::string name, Result<std::string> value) override {
        tell(FrameKind::give, given_text(name, value));
    }
    void attach(Attachment attachment) override {
        tell(FrameKind::attach, json::write(to_json(attachment)));
    }
    void doing(std::string_view what) override { tell(FrameKind::doing, what); }
};

int gather(const GatherAssignment& assignment) {
    const auto* collector = collector_named(assignment.collector);
    if (!collector) return 1;
    FrameSink sink;
    World world{system_files(), disposable_paths(), system_programs(),
                system_http(),  system_clock(),     assignment.scope};
    collector->gather(world, sink);
    act_out_test_fault(assignment.collector, sink);
    act_out_denied(assignment.collector);
    return 0;
}

/// From within the denied call: takes no memory.
void tell_denied(std::string_view name) {
    std::array<char, 64> frame;
    constexpr std::size_t head = 5;
    const auto length = std::min(name.size(), frame.size() - head);
    frame.fill(0);
    frame[0] = static_cast<char>(length + 1);
    frame[4] = static_cast<char>(FrameKind::denied);
    std::copy_n(name.begin(), length, frame.begin() + head);
    send({frame.data(), head + length});
}

/// By what it is to do, and before it reads a byte that is not ours.
void hold_to(Calls calls) {
    if (const auto held = deny_other_calls(calls, tell_denied); !held)
        tell(FrameKind::unfiltered, held.error().what);
}

/// Tells the parent of each stand-in once.
redact::Observer telling(const redact::Told& told) {
    return [&told](std::string_view kind, std::string_view stand_in, std::string_view original) {
        if (!told.is_new(stand_in)) return;
        tell(FrameKind::stood_in, stood_in_text({kind, stand_in, original}));
    };
}

int pass(const PassAssignment& assignment) {
    auto redactor = redact::Redactor::create(assignment.key, assignment.rules);
    if (!redactor) {
        tell(FrameKind::threw, redactor.error().what);
        return 1;
    }
    act_out_denied("pass");
    const redact::Told told(redact::most_stand_ins + 1);
    if (assignment.tell_stand_ins) redactor->observe(telling(told));
    stream::Options options;
    options.threads = assignment.threads;
    options.off_limits = assignment.off_limits;
    options.output = assignment.keep ? pack_descriptor : -1;
    options.progress = [](const std::string& name, std::uint64_t bytes) {
        tell(FrameKind::progress, std::to_string(bytes) + " " + name);
    };
    stream::pass(assignment.attachments, *redactor, assignment.signatures, options,
                 [&, place = std::size_t{0}](stream::Passed passed) mutable {
                     act_out_leak(assignment.attachments[place++], options.output, passed);
                     tell(FrameKind::passed, json::write(stream::to_json(passed)));
                 });
    return 0;
}

int carry_out(const json::value& document) {
    if (kind_of(document) == "gather") {
        const auto assignment = gather_assignment_from(document);
        hold_to(Calls::asking);
        return assignment ? gather(*assignment) : 1;
    }
    if (kind_of(document) == "pass") {
        const auto assignment = pass_assignment_from(document);
        if (!assignment) return 1;
        const bool programs = std::ranges::any_of(
            assignment->attachments, [](const auto& each) { return !each.argv.empty(); });
        hold_to(programs ? Calls::asking : Calls::reading);
        return pass(*assignment);
    }
    return 1;
}

}  // namespace

int work() {
    // /proc/self/exe would call it "exe" in ps and top.
    ::prctl(PR_SET_NAME, "safr-diag");
    std::string text;
    if (!drain(STDIN_FILENO, text, assignment_limit, assignment_patience)) return 1;
    const auto document = json::parse(text);
    if (!document) return 1;
    try {
        const int code = carry_out(*document);
        if (code == 0) tell(FrameKind::done, json::write(to_json(use_of(::getpid()))));
        return code;
    } catch (const std::bad_alloc&) {
        tell(FrameKind::exhausted, "");
    } catch (const std::exception& thrown) {
        tell(FrameKind::threw, thrown.what());
    }
    return 1;
}

}  // namespace diag::run
