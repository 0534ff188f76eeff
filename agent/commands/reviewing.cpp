// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/reviewing.hpp"

#include <poll.h>
#include <unistd.h>

#include "agent/commands/review_service.hpp"
#include "agent/commands/yes_or_no.hpp"
#include "platform/clock.hpp"
#include "platform/interrupt.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

constexpr std::size_t most_connections = 32;
/// While one reads a file for its page, the other answers: no two files are read at a time.
constexpr unsigned threads = 2;
constexpr int between_looks_ms = 200;
/// For a last answer to reach the browser.
constexpr milliseconds farewell{2'000};

Result<> say(const std::string& text) { return write_text(STDERR_FILENO, text); }

Result<> tell_what(const collect::ForReview& material) {
    std::string text = "This is what would leave, exactly: " + material.shown.native() +
                       "\nRead report.html there first; contents.json lists every file and what "
                       "was replaced in it.\n";
    for (const auto& [kind, count] : material.story.redactions)
        text += "  " + std::to_string(count) + " x " + kind + " replaced\n";
    return say(text);
}

/// Ends what is read for the page, however asking ends: the server waits for its threads.
struct Closing {
    ReviewService& service;
    ~Closing() { service.close(); }
};

/// A line that waits on the terminal.
bool answered_on_terminal() {
    pollfd waiting{STDIN_FILENO, POLLIN, 0};
    return ::poll(&waiting, 1, between_looks_ms) > 0;
}

collect::Decision terminal_answer(std::set<std::size_t> left_out) {
    return {is_yes_said(), std::move(left_out)};
}

Result<collect::Decision> ask_on_page(const collect::ForReview& material, const Asking& asking,
                                      bool terminal) {
    auto& clock = system_clock();
    ReviewService service(material, asking.language);
    const auto server =
        WebServer::start({.threads = threads, .most_connections = most_connections}, service);
    if (!server) return server.error();
    const Closing closing{service};
    auto text =
        "Every replacement in its line, and what to leave out, in a browser on this "
        "machine; the link works once:\n" +
        service.open((*server)->port()) + "\n";
    if (terminal) text += "Answer there or here. Seal it and write the bundle? [y/N] ";
    if (const auto said = say(text); !said) return said.error();
    const auto until = clock.uptime() + asking.span;
    while (!interrupted() && clock.uptime() < until) {
        if (const auto decided = service.decided()) {
            if (terminal) [[maybe_unused]]
                const auto said = say("\n");
            const auto end = clock.uptime() + farewell;
            while (clock.uptime() < end && (*server)->figures().connections > 0)
                clock.sleep(milliseconds{between_looks_ms});
            return *decided;
        }
        if (terminal && answered_on_terminal()) return terminal_answer(service.left_out());
        if (!terminal) clock.sleep(milliseconds{between_looks_ms});
    }
    if (const auto said = say("Nobody answered, so nothing is sealed.\n"); !said)
        return said.error();
    return collect::Decision{};
}

}  // namespace

Result<collect::Decision> ask_whether_to_seal(const collect::ForReview& material,
                                              const Asking& asking) {
    if (const auto told = tell_what(material); !told) return told.error();
    const bool terminal = is_terminal(STDIN_FILENO);
    if (asking.page) return ask_on_page(material, asking, terminal);
    if (!terminal) {
        [[maybe_unused]] const auto said = say("Not a terminal, so nothing is sealed.\n");
        return collect::Decision{};
    }
    if (const auto asked = say("Seal it and write the bundle? [y/N] "); !asked)
        return asked.error();
    return terminal_answer({});
}

}  // namespace diag::commands
