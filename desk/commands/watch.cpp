// SPDX-License-Identifier: Apache-2.0
// What becomes of a request, until its bundle is here or none will come.
#include <unistd.h>

#include <algorithm>

#include "agent/exchange/back_off.hpp"
#include "agent/exchange/short_id.hpp"
#include "desk/commands/commands.hpp"
#include "desk/commands/desk_server.hpp"
#include "desk/commands/group.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/next.hpp"
#include "desk/commands/saying.hpp"
#include "desk/commands/telling.hpp"
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

struct Limits {
    std::optional<milliseconds> timeout;
    milliseconds patience{};  ///< with a desk that was not reached yet
};

/// One request that is followed.
struct Followed {
    std::string id;
    Teller teller;
    std::string state = {};
    bool over = false;
};

class Watching {
public:
    Watching(DeskServer& server, const Invocation& invocation, const Limits& limits)
        : server_(server),
          invocation_(invocation),
          timeout_(limits.timeout),
          patience_(limits.patience),
          manner_(manner_of(invocation)),
          progress_(STDERR_FILENO, manner_.live ? Progress::Mode::live : Progress::Mode::none,
                    terminal_width(STDERR_FILENO)) {
        const auto& words = invocation.positionals();
        for (const auto& word : words)
            followed_.push_back({word, Teller(progress_, manner_, words.size() > 1)});
    }

    /// Until each has ended: 0 where all bundles are here.
    int run();

private:
    Result<Standing> look(const Followed& followed);
    /// 0 to go on, else the exit code.
    int seen(Followed& followed, const Standing& standing);
    /// One look at each that has not ended; 0 to go on, else the exit code.
    int round();
    bool spread(std::size_t at);
    int absence(const Error& error);
    void answered();
    milliseconds patience_of_look() const;
    std::size_t pending() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(followed_, [](const Followed& each) { return !each.over; }));
    }
    bool out_of_time() const { return timeout_ && system_clock().uptime() - start_ >= *timeout_; }
    int out_of_time_told() const {
        log::error((followed_.size() == 1 ? "nothing came of it within "
                                          : "not all of them ended within ") +
                   duration_text(*timeout_) + ". " + going_on() + again() + " shows it again");
        return exit_code::input;
    }
    std::string going_on() const {
        return followed_.size() == 1 ? "The request goes on: " : "The requests go on: ";
    }
    std::string again() const {
        std::string words = "watch";
        for (const auto& each : invocation_.positionals()) words += " " + shell_word(each);
        return next_at_server(invocation_, words);
    }

    DeskServer& server_;
    const Invocation& invocation_;
    std::optional<milliseconds> timeout_;
    milliseconds patience_;
    milliseconds start_ = system_clock().uptime();
    milliseconds answered_ = start_;
    bool ever_ = false;
    bool trouble_ = false;  ///< the desk does not answer, and that is told
    bool none_ = false;     ///< no bundle comes of one that has ended
    exchange::BackOff back_off_{soonest_again, latest_again};
    Manner manner_;
    Progress progress_;
    std::vector<Followed> followed_;
};

/// A host that drops what is sent to it costs no more than was granted.
milliseconds Watching::patience_of_look() const {
    const auto now = system_clock().uptime();
    auto patience = answer_patience;
    if (!ever_) patience = std::min(patience, patience_ - (now - answered_));
    if (timeout_) patience = std::min(patience, *timeout_ - (now - start_));
    return std::max(patience, least_patience);
}

/// The server holds an answer back until there is news: but for one request only, so that of
/// several none waits for another.
Result<Standing> Watching::look(const Followed& followed) {
    auto target = "/v1/requests/" + followed.id;
    const bool wait_for_news = pending() == 1;
    if (wait_for_news && !followed.state.empty() && fits_query(followed.state) && !out_of_time()) {
        auto wait = std::string(wait_query);
        if (timeout_) {
            const auto left = *timeout_ - (system_clock().uptime() - start_);
            const auto seconds = std::chrono::floor<std::chrono::seconds>(left).count();
            if (seconds < 25) wait = "&wait=" + std::to_string(seconds);
        }
        target += "?state=" + followed.state + wait;
    }
    const auto answer = server_.ask({.target = target, .patience = patience_of_look()});
    if (!answer) return answer.error();
    const auto document = json::parse(answer->body);
    if (!document) return document.error();
    return standing_from(*document);
}

int Watching::absence(const Error& error) {
    if (interrupted()) {
        log::error("stopped. " + going_on() + again() + " shows it again");
        return exit_code::input;
    }
    const auto left = (ever_ ? longest_outage : patience_) - (system_clock().uptime() - answered_);
    if (!may_pass(error) || left.count() <= 0) return server_failure(error);
    if (out_of_time()) return out_of_time_told();
    // Once for each time that it stops to answer.
    progress_.doing("the desk", error.what);
    if (!manner_.live && !trouble_) log::warning(error.what + "; asking again");
    trouble_ = true;
    // Whoever stops the wait is seen above, after the next look.
    static_cast<void>(waited(std::min(back_off_.next(), left)));
    return exit_code::done;
}

void Watching::answered() {
    ever_ = true;
    answered_ = system_clock().uptime();
    back_off_.reset();
    if (trouble_) progress_.done("the desk", "answers again");
    trouble_ = false;
}

int Watching::seen(Followed& followed, const Standing& standing) {
    followed.id = standing.id;
    followed.state = standing.state;
    if (const int told = followed.teller.standing(standing); told != exit_code::done) return told;
    if (!standing.here && !is_over(standing)) return exit_code::done;
    followed.over = true;
    none_ = none_ || !standing.here;
    return followed.teller.ending(standing, invocation_);
}

/// Instead of a word that means no request, those of the group whose ids begin so.
bool Watching::spread(std::size_t at) {
    const auto all = listed_requests(server_);
    const auto meant = all ? group_among(*all, followed_[at].id) : all.error();
    if (!meant || meant->size() < 2) return false;
    std::vector<Followed> members;
    for (const auto& each : *meant)
        if (std::ranges::find(followed_, each.standing.id, &Followed::id) == followed_.end())
            members.push_back({each.standing.id, Teller(progress_, manner_, true)});
    const auto place = followed_.begin() + static_cast<std::ptrdiff_t>(at);
    followed_.insert(followed_.erase(place), members.begin(), members.end());
    return true;
}

int Watching::round() {
    for (std::size_t at = 0; at < followed_.size();) {
        auto& each = followed_[at];
        const auto standing = each.over ? Result<Standing>(Standing{}) : look(each);
        if (!standing && standing.error().fault == Fault::absent && spread(at)) continue;
        if (!standing) return absence(standing.error());
        ++at;
        if (each.over) continue;
        answered();
        if (const int told = seen(each, *standing); told != exit_code::done) return told;
    }
    return exit_code::done;
}

int Watching::run() {
    for (;;) {
        const auto looked = system_clock().uptime();
        if (const int code = round(); code != exit_code::done) return code;
        if (pending() == 0) return none_ ? exit_code::input : exit_code::done;
        if (trouble_) continue;
        if (out_of_time()) return out_of_time_told();
        // Where there is no state to wait for a change of, once in five seconds is often enough.
        const bool states = std::ranges::none_of(
            followed_, [](const Followed& each) { return !each.over && each.state.empty(); });
        const auto span = between_looks * (states ? static_cast<int>(pending()) : 10);
        static_cast<void>(waited(span - (answered_ - looked)));
    }
}

int run_watch(const Invocation& invocation) {
    if (!std::ranges::all_of(invocation.positionals(), is_id))
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
    .summary = "follow requests until their bundles are here",
    .description =
        "Tells each step of a request as it happens: taken by the agent, granted or declined, "
        "which "
        "collector runs, the upload with its rate and the time left. On a terminal one line "
        "changes in place, elsewhere there is a line for each change, with --json the server's "
        "answer. A desk that does not answer at first is asked again within --patience; one that "
        "restarts later, for up to an hour.\n\n"
        "Several ids are followed at once, and so are all requests that one request command made: "
        "by the beginning that their ids have in common. Then it ends when each of them has.",
    .example =
        "safr-desk watch 019ab3c4 --desk /srv/desk\n"
        "safr-desk watch 019ab3c4 --timeout 30m --desk /srv/desk",
    .options = options,
    .positional = {.name = "ID", .least = 1, .most = 64},
    .run = run_watch,
    .exits =
        "65 none will come, or not within --timeout; of several: not each has one\n74 the desk "
        "does not answer"};

}  // namespace diag::desk
