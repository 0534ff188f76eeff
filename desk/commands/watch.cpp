// SPDX-License-Identifier: Apache-2.0
// What becomes of a request, until its bundle is here or none will come.
#include <unistd.h>

#include <algorithm>

#include "agent/exchange/back_off.hpp"
#include "agent/exchange/short_id.hpp"
#include "desk/commands/commands.hpp"
#include "desk/commands/desk_server.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/next.hpp"
#include "desk/commands/saying.hpp"
#include "desk/commands/watching.hpp"
#include "platform/interrupt.hpp"
#include "platform/log.hpp"
#include "platform/shell_word.hpp"
#include "platform/terminal.hpp"
#include "platform/units.hpp"

namespace diag::desk {
namespace {

/// For a desk that was not reached yet.
constexpr std::string_view first_patience = "60s";
/// A desk that is away for longer is not restarting.
constexpr milliseconds longest_outage{3'600'000};
/// Bytes move all the time: what can be seen changes no more often.
constexpr milliseconds between_looks{500};
constexpr milliseconds answer_patience{60'000};
/// What a last look gets at least.
constexpr milliseconds least_patience{1'000};
constexpr std::string_view wait_query = "&wait=25";

bool is_id(std::string_view text) {
    return text.size() >= exchange::shortest_beginning && text.size() <= 36 &&
           text.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
}

/// Only what stands in a query without being encoded.
bool fits_query(std::string_view text) {
    return text.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~") ==
           std::string_view::npos;
}

/// What was told last; tells only what is new.
class Teller {
public:
    explicit Teller(bool json)
        : json_(json),
          live_(!json && is_terminal(STDOUT_FILENO) && quiet_unless_live() == Progress::Mode::live),
          progress_(STDERR_FILENO, live_ ? Progress::Mode::live : Progress::Mode::none,
                    terminal_width(STDERR_FILENO)) {}

    int standing(const Standing& standing) {
        if (standing.upload) pace_.seen(standing.upload->first, system_clock().uptime());
        if (trouble_) progress_.done("the desk", "answers again");
        trouble_ = false;
        if (json_) return line_unless_told(standing.as_told);
        progress_.doing(standing.id, moving_words(standing, pace_));
        return live_ ? exit_code::done : dated_lines(standing);
    }

    /// The server does not answer, once for each time that it stops to.
    void trouble(const Error& error) {
        progress_.doing("the desk", error.what);
        if (!live_ && !trouble_) log::warning(error.what + "; asking again");
        trouble_ = true;
    }

    int ending(const Standing& standing, const Invocation& invocation) {
        if (json_) return exit_code::done;
        progress_.done(standing.id, in_words(standing));
        return print(ending_words(standing, invocation) + "\n");
    }

private:
    int line_unless_told(const std::string& text) {
        if (text == told_) return exit_code::done;
        told_ = text;
        return print(text + "\n");
    }
    /// No step is left out, however short it was.
    int dated_lines(const Standing& standing) {
        const auto grant = grant_words(standing);
        if (!granted_ && !grant.empty())
            if (const int told = dated_line(grant); told != exit_code::done) return told;
        granted_ = granted_ || !grant.empty() || standing.stage == "granted";
        return dated_line(in_words(standing));
    }
    int dated_line(const std::string& text) {
        if (text == told_) return exit_code::done;
        told_ = text;
        return print(clock_text(system_clock().now()) + "  " + text + "\n");
    }

    bool json_, live_;
    Progress progress_;
    Pace pace_;
    std::string told_;
    bool granted_ = false;  ///< that it was granted is told
    bool trouble_ = false;
};

struct Limits {
    std::optional<milliseconds> timeout;
    milliseconds patience{};  ///< with a desk that was not reached yet
};

class Watching {
public:
    Watching(DeskServer& server, const Invocation& invocation, const Limits& limits)
        : server_(server),
          invocation_(invocation),
          id_(invocation.positionals().front()),
          timeout_(limits.timeout),
          patience_(limits.patience),
          teller_(invocation.has("--json")) {}

    int run();

private:
    Result<Standing> look();
    /// 0 to look again, else the exit code.
    int absence(const Error& error);
    milliseconds patience_of_look() const;
    bool out_of_time() const { return timeout_ && system_clock().uptime() - start_ >= *timeout_; }
    int out_of_time_told() const {
        log::error("nothing came of it within " + duration_text(*timeout_) +
                   ". The request goes on: " + again() + " shows it again");
        return exit_code::input;
    }
    std::string again() const { return next_at_server(invocation_, "watch " + shell_word(id_)); }

    DeskServer& server_;
    const Invocation& invocation_;
    std::string id_;
    std::optional<milliseconds> timeout_;
    milliseconds patience_;
    milliseconds start_ = system_clock().uptime();
    milliseconds answered_ = start_;
    bool ever_ = false;
    std::string state_;
    exchange::BackOff back_off_{soonest_again, latest_again};
    Teller teller_;
};

/// A host that drops what is sent to it costs no more than was granted.
milliseconds Watching::patience_of_look() const {
    const auto now = system_clock().uptime();
    auto patience = answer_patience;
    if (!ever_) patience = std::min(patience, patience_ - (now - answered_));
    if (timeout_) patience = std::min(patience, *timeout_ - (now - start_));
    return std::max(patience, least_patience);
}

Result<Standing> Watching::look() {
    auto target = "/v1/requests/" + id_;
    if (!state_.empty() && fits_query(state_) && !out_of_time()) {
        auto wait = std::string(wait_query);
        if (timeout_) {
            const auto left = *timeout_ - (system_clock().uptime() - start_);
            const auto seconds = std::chrono::floor<std::chrono::seconds>(left).count();
            if (seconds < 25) wait = "&wait=" + std::to_string(seconds);
        }
        target += "?state=" + state_ + wait;
    }
    const auto answer = server_.ask({.target = target, .patience = patience_of_look()});
    if (!answer) return answer.error();
    const auto document = json::parse(answer->body);
    if (!document) return document.error();
    return standing_from(*document);
}

int Watching::absence(const Error& error) {
    if (interrupted()) {
        log::error("stopped. The request goes on: " + again() + " shows it again");
        return exit_code::input;
    }
    const auto left = (ever_ ? longest_outage : patience_) - (system_clock().uptime() - answered_);
    if (!may_pass(error) || left.count() <= 0) return server_failure(error);
    if (out_of_time()) return out_of_time_told();
    teller_.trouble(error);
    // Whoever stops the wait is seen above, after the next look.
    static_cast<void>(waited(std::min(back_off_.next(), left)));
    return exit_code::done;
}

int Watching::run() {
    for (;;) {
        const auto looked = system_clock().uptime();
        const auto standing = look();
        if (!standing) {
            if (const int code = absence(standing.error()); code != exit_code::done) return code;
            continue;
        }
        ever_ = true;
        answered_ = system_clock().uptime();
        back_off_.reset();
        id_ = standing->id;
        state_ = standing->state;
        if (const int told = teller_.standing(*standing); told != exit_code::done) return told;
        if (standing->here || is_over(*standing)) {
            const int told = teller_.ending(*standing, invocation_);
            return told != exit_code::done || standing->here ? told : exit_code::input;
        }
        if (out_of_time()) return out_of_time_told();
        // Where there is no state to wait for a change of, once in five seconds is often enough.
        const auto span = state_.empty() ? between_looks * 10 : between_looks;
        static_cast<void>(waited(span - (answered_ - looked)));
    }
}

int run_watch(const Invocation& invocation) {
    const auto& id = invocation.positionals().front();
    if (!is_id(id))
        return usage("ID: a request's id, or the first " +
                     std::to_string(exchange::shortest_beginning) + " characters of it at least");
    Limits limits;
    if (invocation.has("--timeout")) {
        const auto span = duration_from(invocation.value("--timeout"));
        if (!span) return usage("--timeout: " + span.error().what);
        limits.timeout = *span;
    }
    const auto patience = duration_from(invocation.value("--patience", first_patience));
    if (!patience) return usage("--patience: " + patience.error().what);
    limits.patience = *patience;
    const auto home = desk_asked_for(invocation);
    if (!home) return failure(home.error());
    const auto server = desk_server(invocation, *home);
    if (!server) return failure(server.error());
    return Watching(**server, invocation, limits).run();
}

constexpr Option options[] = {
    {.name = "--timeout",
     .value = "SPAN",
     .help = "gives up after this; default: goes on until the request ends"},
    {.name = "--patience",
     .value = "SPAN",
     .help = "asks a desk that does not answer at first again for so long",
     .fallback = first_patience},
    url_option,
    desk_option,
    key_option,
    certificate_option,
    passphrase_option,
};

}  // namespace

const Command watch_command{
    .name = "watch",
    .summary = "follow a request until its bundle is here",
    .description =
        "Tells each step of a request as it happens: taken by the agent, granted or declined, "
        "which "
        "collector runs, the upload with its rate and the time left. On a terminal one line "
        "changes in place, elsewhere there is a line for each change, with --json the server's "
        "answer. A desk that does not answer at first is asked again within --patience; one that "
        "restarts later, for up to an hour.",
    .example =
        "safr-desk watch 019ab3c4 --desk /srv/desk\n"
        "safr-desk watch 019ab3c4 --timeout 30m --desk /srv/desk",
    .options = options,
    .positional = {.name = "ID", .least = 1, .most = 1},
    .run = run_watch,
    .exits = "65 none will come, or not within --timeout\n74 the desk does not answer"};

}  // namespace diag::desk
