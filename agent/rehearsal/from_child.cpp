// SPDX-License-Identifier: Apache-2.0
#include "agent/rehearsal/from_child.hpp"

#include <sys/stat.h>

#include <algorithm>

#include "agent/rehearsal/restore.hpp"
#include "platform/telling_child.hpp"
#include "platform/text.hpp"

namespace diag::rehearsal {
namespace {

constexpr std::size_t longest_answer = 1 << 20;
constexpr milliseconds between_lines{100};
constexpr milliseconds between_greetings{100};
constexpr milliseconds greeting{2'000};

/// Waits until the server answers.
Result<> greet(const Task& task) {
    const auto until = system_clock().uptime() + task.bounds.ready;
    for (;;) {
        const auto database = mongo::ScratchDatabase::at(task.socket, task.data, greeting);
        if (database) return {};
        const auto fault = database.error().fault;
        if (fault != Fault::io && fault != Fault::timed_out) return database.error();
        if (system_clock().uptime() >= until)
            return Error{Fault::timed_out, "the scratch database did not answer within " +
                                               std::to_string(task.bounds.ready.count() / 1000) +
                                               " s of its start"};
        system_clock().sleep(between_greetings);
    }
}

Result<> name_server(mongo::ScratchDatabase& database, Report& report) {
    const auto answer = database.ask("admin", R"({"buildInfo": 1})");
    if (!answer) return answer.error();
    const auto document = json::parse(*answer);
    if (!document) return document.error();
    report.version = json::text_at(*document, "version").value_or("of unknown version");
    report.stand_in = json::flag_at(*document, "simulator").value_or(false);
    return {};
}

void tell_failure(const Error& error, const Tell& tell) {
    tell("e " + std::string(name_of(error.fault)) + " " + one_line(error.what));
}

/// In the child.
class Work {
public:
    Work(const Task& task, const backup::Contents& known, const Tell& tell)
        : task_(task), known_(known), tell_(tell) {}

    Result<Report> run() {
        tell_("s starting");
        if (const auto ready = greet(task_); !ready) return ready.error();
        auto quick = mongo::ScratchDatabase::at(task_.socket, task_.data, task_.bounds.answer);
        if (!quick) return quick.error();
        auto patient = mongo::ScratchDatabase::at(task_.socket, task_.data, task_.bounds.deadline);
        if (!patient) return patient.error();
        if (const auto named = name_server(*quick, report_); !named) return named.error();
        Restore restore(*quick, known_, task_.bounds, report_);
        const auto from = system_clock().uptime();
        if (const auto read = walk(restore); !read) return read.error();
        tell_("s building indexes");
        if (const auto finished = restore.finish(*patient); !finished) return finished.error();
        report_.took = system_clock().uptime() - from;
        tell_("s comparing");
        if (const auto compared = restore.compare(*patient); !compared) return compared.error();
        return report_;
    }

private:
    Result<> walk(Restore& restore) {
        tell_("s restoring");
        struct stat status {};
        const bool found = ::stat(task_.path.c_str(), &status) == 0;
        const bool directory = found && S_ISDIR(status.st_mode);
        const auto of = found && !directory ? std::to_string(status.st_size) : "0";
        milliseconds told{};
        const backup::Passed passed = [&](std::uint64_t read) {
            // A walk goes on behind what it could not hand over: the listener ends it here.
            if (restore.failure()) tell_failure(*restore.failure(), tell_);
            const auto now = system_clock().uptime();
            if (now - told < between_lines) return;
            told = now;
            tell_("p " + std::to_string(read) + " " + of);
        };
        const auto contents = directory ? examine_directory(task_.path, passed, {}, &restore)
                                        : examine_file(task_.path, passed, {}, &restore);
        if (restore.failure()) return *restore.failure();
        if (!contents) return contents.error();
        report_.sha256 = contents->sha256;
        return {};
    }

    const Task& task_;
    const backup::Contents& known_;
    const Tell& tell_;
    Report report_;
};

void work(const Task& task, const backup::Contents& known, const Tell& tell) {
    try {
        const auto report = Work(task, known, tell).run();
        if (report)
            tell("r " + json::write(to_json(*report)));
        else
            tell_failure(report.error(), tell);
    } catch (const std::exception& thrown) {
        tell_failure({Fault::full, "memory is short: " + std::string(thrown.what())}, tell);
    }
}

/// In the parent.
class Ear {
public:
    Ear(const Watching& watching, Result<Report>& answer) : watching_(watching), answer_(answer) {}

    /// What a line says. False once it is the answer.
    bool hear(std::string_view line) {
        const auto rest = line.substr(std::min<std::size_t>(line.size(), 2));
        if (line.starts_with("s ")) {
            stage_ = rest;
            pass(0, 0);
            return true;
        }
        if (line.starts_with("p ")) {
            const auto words = words_of(rest);
            if (words.size() == 2)
                pass(natural(words[0]).value_or(0), natural(words[1]).value_or(0));
            return true;
        }
        if (line.starts_with("r ")) {
            const auto document = json::parse(rest);
            if (document)
                answer_ = report_from(*document);
            else
                answer_ = Error{Fault::bug, "the report cannot be read: " + document.error().what};
            return false;
        }
        const auto gap = rest.find(' ');
        answer_ = gap == rest.npos
                      ? Error{Fault::bug, "the words of a failure are lost"}
                      : Error{fault_named(rest.substr(0, gap)), std::string(rest.substr(gap + 1))};
        return false;
    }

private:
    void pass(std::uint64_t read, std::uint64_t of) {
        if (watching_.passed) watching_.passed(stage_, read, of);
    }

    const Watching& watching_;
    Result<Report>& answer_;
    std::string stage_;
};

}  // namespace

Result<Report> restore_from_child(const Task& task, const backup::Contents& known,
                                  const Watching& watching) {
    Result<Report> answer = Error{Fault::bug, "not restored"};
    Ear ear(watching, answer);
    const Listening listening{.heard = [&](std::string_view line) { return ear.hear(line); },
                              .given_up = watching.given_up,
                              .silence = task.bounds.deadline,
                              .longest_line = longest_answer};
    const auto heard =
        listen_to_child([&](const Tell& tell) { work(task, known, tell); }, listening);
    if (!heard) return heard.error();
    return answer;
}

}  // namespace diag::rehearsal
