// SPDX-License-Identifier: Apache-2.0
#include "agent/run/pass.hpp"

#include <algorithm>

#include "agent/run/assignment.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::run {
namespace {

using exchange::Ending;

/// One worker's stretch of the order: what it has reported, and what it was reading last.
class Stretch {
public:
    Stretch(const PassOrder& order, std::size_t first, std::uint64_t read_before,
            std::uint64_t total, Watcher& watcher,
            const std::function<void(std::size_t, stream::Passed)>& done)
        : order_(order),
          place_(first),
          read_(read_before),
          total_(total),
          watcher_(watcher),
          done_(done) {}

    void hear(const Frame& frame) {
        if (frame.kind == FrameKind::progress) {
            const auto gap = frame.text.find(' ');
            const auto bytes = natural(std::string_view(frame.text).substr(0, gap)).value_or(0);
            watcher_.passing(frame.text.substr(gap + 1), read_ + bytes, total_);
        } else if (frame.kind == FrameKind::neared) {
            const auto at = std::min(place_, order_.attachments.size() - 1);
            log::warning(order_.attachments.at(at).name + ": the worker that reads it " +
                         frame.text);
        } else if (frame.kind == FrameKind::stood_in) {
            if (const auto told = stood_in_from(frame.text); told && order_.observer)
                order_.observer(told->kind, told->stand_in, told->original);
        } else if (frame.kind == FrameKind::passed && place_ < order_.attachments.size()) {
            const auto document = json::parse(frame.text);
            auto passed = document ? stream::passed_from(*document)
                                   : Result<stream::Passed>{document.error()};
            if (passed) report(std::move(*passed));
        }
    }

    void report(stream::Passed passed) {
        read_ += passed.read_bytes;
        watcher_.passing(passed.name, read_, total_);
        done_(place_++, std::move(passed));
    }

    std::size_t place() const { return place_; }
    std::uint64_t read() const { return read_; }

private:
    const PassOrder& order_;
    std::size_t place_;
    std::uint64_t read_;
    std::uint64_t total_;
    Watcher& watcher_;
    const std::function<void(std::size_t, stream::Passed)>& done_;
};

Error failure_of(const exchange::Outcome& outcome) {
    switch (outcome.ending) {
        case Ending::timed_out:
            return {Fault::timed_out, "reading it did not go on"};
        case Ending::out_of_memory:
            return {Fault::full, "passing it took too much memory"};
        case Ending::cancelled:
            return {Fault::timed_out, "the run was stopped before it was read"};
        default:
            return {Fault::bug, "the worker that passed it ended early"};
    }
}

void add(exchange::Cost& sum, const exchange::Cost& cost) {
    sum.wall += cost.wall;
    sum.cpu_seconds += cost.cpu_seconds;
    sum.peak_rss_bytes = std::max(sum.peak_rss_bytes, cost.peak_rss_bytes);
    sum.read_bytes += cost.read_bytes;
}

/// Files and programs have workers of their own: who reads files needs to start nothing.
std::size_t end_of_kind(const PassOrder& order, std::size_t first) {
    const auto from = order.attachments.begin() + static_cast<std::ptrdiff_t>(first);
    const bool program = !from->argv.empty();
    const auto end = std::find_if(from, order.attachments.end(),
                                  [&](const auto& each) { return each.argv.empty() == program; });
    return static_cast<std::size_t>(end - order.attachments.begin());
}

std::string assignment_from(const PassOrder& order, std::size_t first, std::size_t end) {
    PassAssignment assignment;
    assignment.attachments.assign(order.attachments.begin() + static_cast<std::ptrdiff_t>(first),
                                  order.attachments.begin() + static_cast<std::ptrdiff_t>(end));
    assignment.signatures = order.signatures;
    assignment.key = order.key;
    assignment.rules = order.rules;
    assignment.tell_stand_ins = static_cast<bool>(order.observer);
    assignment.threads = order.threads;
    assignment.keep = order.pack >= 0;
    assignment.off_limits = order.off_limits;
    return to_text(assignment);
}

std::uint64_t bytes_of(const std::vector<Attachment>& attachments) {
    std::uint64_t sum = 0;
    for (const auto& each : attachments)
        sum += each.limit > 0 ? std::min(each.limit, each.bytes) : each.bytes;
    return sum;
}

}  // namespace

exchange::Outcome pass(const PassOrder& order, const Deadline& deadline, Watcher& watcher,
                       const std::function<void(std::size_t place, stream::Passed)>& done) {
    exchange::Outcome outcome;
    std::size_t place = 0;
    std::uint64_t read = 0;
    const auto total = bytes_of(order.attachments);
    while (place < order.attachments.size()) {
        Stretch stretch(order, place, read, total, watcher, done);
        const auto end = end_of_kind(order, place);
        auto worker = WorkerProcess::start(
            assignment_from(order, place, end), order.pack,
            {.patience = order.silence, .by_silence = true, .memory = pass_memory},
            [&](const Frame& frame) { stretch.hear(frame); });
        exchange::Outcome last{.ending = Ending::not_started};
        if (worker) {
            const std::span<WorkerProcess> one(&*worker, 1);
            while (serve_once(one, deadline)) {
            }
            last = worker->outcome();
            add(outcome.cost, last.cost);
        }
        const bool broken = last.ending != Ending::complete;
        const bool give_up = !worker || last.ending == Ending::cancelled ||
                             (broken && system_clock().uptime() > deadline.at);
        if (outcome.note.empty()) outcome.note = last.note;
        if (broken) {
            outcome.ending = last.ending;
            outcome.overrun = last.overrun;
            outcome.note = last.note;
        }
        // What it was at when it ended is lost; what comes after is another worker's.
        do {
            if (stretch.place() == order.attachments.size()) break;
            if (stretch.place() == end && !give_up) break;
            stream::Passed lost;
            lost.name = order.attachments[stretch.place()].name;
            lost.failure = failure_of(last);
            stretch.report(std::move(lost));
        } while (give_up);
        place = stretch.place();
        read = stretch.read();
    }
    return outcome;
}

}  // namespace diag::run
