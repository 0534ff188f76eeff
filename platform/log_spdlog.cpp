// SPDX-License-Identifier: Apache-2.0
#include "platform/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

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
    logger->set_pattern("%n: %v");
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::trace);
    return logger;
}

/// Never destroyed: destructors of other static objects may still want to say something.
Line& line() {
    static auto* const only = new Line{{}, make("safr-diag")};
    return *only;
}

void write(std::string_view prefix, std::string_view sentence) {
    std::shared_ptr<spdlog::logger> logger;
    {
        const std::lock_guard held(line().lock);
        logger = line().logger;
    }
    for (const auto each : lines_of(sentence)) logger->info("{}{}", prefix, printable(each));
}

}  // namespace

void open(std::string_view program, Level level) {
    current = level;
    const std::lock_guard held(line().lock);
    line().logger = make(program);
}

Level level() { return current; }

void error(std::string_view sentence) { write("", sentence); }

void warning(std::string_view sentence) {
    if (current != Level::quiet) write("warning: ", sentence);
}

void news(std::string_view sentence) {
    if (current != Level::quiet) write("", sentence);
}

void detail(std::string_view sentence) {
    if (current == Level::verbose) write("", sentence);
}

}  // namespace diag::log
