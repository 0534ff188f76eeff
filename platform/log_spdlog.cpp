// SPDX-License-Identifier: Apache-2.0
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>

#include "platform/log_fields.hpp"
#include "platform/text.hpp"

namespace diag::log {
namespace {

std::atomic<Level> current{Level::normal};

/// Replaced by open() while other threads may be writing, hence shared and under a lock.
struct Line {
    std::mutex lock;
    std::shared_ptr<spdlog::logger> logger;
};

std::shared_ptr<spdlog::logger> make(std::string_view program) {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    auto logger = std::make_shared<spdlog::logger>(std::string(program), std::move(sink));
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::trace);
    return logger;
}

/// Never destroyed: destructors of other static objects may still want to say something.
Line& line() {
    static auto* const only = new Line{{}, make("safr-diag")};
    return *only;
}

/// Whether a journal reads our lines: then it is told how grave each is, by "<4>" before it
/// (sd-daemon(3)). JOURNAL_STREAM names the device and inode of that stream (systemd.exec(5)).
bool read_by_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat about {};
    if (stream == nullptr || ::fstat(STDERR_FILENO, &about) != 0) return false;
    return stream == std::to_string(about.st_dev) + ":" + std::to_string(about.st_ino);
}

/// What is written, with the numbers of syslog(3) in sharp brackets.
struct Mark {
    std::string_view prefix;
    std::string_view priority;
};
constexpr Mark error_mark{"", "<3>"}, warning_mark{"warning: ", "<4>"}, news_mark{"", "<6>"},
    detail_mark{"", "<7>"};

std::shared_ptr<spdlog::logger> logger_now() {
    const std::lock_guard held(line().lock);
    return line().logger;
}

bool under_journal() {
    static const bool read = read_by_journal();
    return read;
}

void write(const Mark& mark, std::string_view sentence) {
    const auto logger = logger_now();
    const auto priority = under_journal() ? mark.priority : std::string_view();
    for (const auto each : lines_of(sentence))
        logger->info("{}{}: {}{}", priority, logger->name(), mark.prefix, printable(each));
}

void write(const Mark& mark, std::string_view sentence, const JournalFields& about) {
    if (!under_journal()) return write(mark, sentence);
    const auto logger = logger_now();
    const auto message = std::string(mark.prefix) + printable(sentence);
    JournalFields fields{{"MESSAGE", message},
                         {"PRIORITY", mark.priority.substr(1, 1)},
                         {"SYSLOG_IDENTIFIER", logger->name()}};
    for (const auto& field : about)
        if (!field.second.empty()) fields.push_back(field);
    if (!tell_journal(journal_socket, fields)) write(mark, sentence);
}

}  // namespace

void open(std::string_view program, Level level) {
    current = level;
    const std::lock_guard held(line().lock);
    line().logger = make(program);
}

Level level() { return current; }

void error(std::string_view sentence) { write(error_mark, sentence); }

void warning(std::string_view sentence) {
    if (current != Level::quiet) write(warning_mark, sentence);
}

void news(std::string_view sentence) {
    if (current != Level::quiet) write(news_mark, sentence);
}

void detail(std::string_view sentence) {
    if (current == Level::verbose) write(detail_mark, sentence);
}

void warning(std::string_view sentence, const JournalFields& fields) {
    if (current != Level::quiet) write(warning_mark, sentence, fields);
}

void news(std::string_view sentence, const JournalFields& fields) {
    if (current != Level::quiet) write(news_mark, sentence, fields);
}

void detail(std::string_view sentence, const JournalFields& fields) {
    if (current == Level::verbose) write(detail_mark, sentence, fields);
}

}  // namespace diag::log
