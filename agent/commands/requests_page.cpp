// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/requests_page.hpp"

#include <unistd.h>

#include <optional>
#include <system_error>

#include "agent/commands/command_here.hpp"
#include "agent/commands/requests_service.hpp"
#include "agent/commands/setting.hpp"
#include "platform/browser.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/interrupt.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;
using consent::Stage;

constexpr milliseconds longest_span = std::chrono::hours{24};
constexpr milliseconds between_looks{200};
/// For a last answer to reach the browser.
constexpr milliseconds farewell{2'000};
constexpr std::size_t most_connections = 32;

/// A file of ours that leads to the link; gone when this is.
class Signpost {
public:
    Signpost(const fs::path& state, const std::string& link)
        : file_(state / ("page-" + uuid_v7(system_clock().now()) + ".html")) {
        const auto kept =
            replace_file(file_,
                         "<!DOCTYPE html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" "
                         "content=\"0;url=" +
                             link + "\"><title>safr-diag</title>\n");
        const auto opened = kept ? open_in_browser(file_.native()) : kept;
        if (!opened) log::warning("open the link by hand: " + opened.error().what);
    }
    Signpost(const Signpost&) = delete;
    Signpost& operator=(const Signpost&) = delete;
    ~Signpost() {
        std::error_code ignored;
        fs::remove(file_, ignored);
    }

private:
    fs::path file_;
};

/// Those that wait, or the one that is named.
Result<std::vector<std::string>> shown(const Invocation& invocation, const Reception& reception,
                                       Time now) {
    std::vector<std::string> ids;
    if (!invocation.positionals().empty()) {
        const auto asked = request_meant(reception, invocation.positionals().front(), now);
        if (!asked) return asked.error();
        if (asked->stage != Stage::waiting)
            return Error{Fault::refused, "the request " + asked->id + " is " +
                                             std::string(name_of(asked->stage)) +
                                             (asked->why.empty() ? "" : ": " + asked->why)};
        ids.push_back(asked->id);
        return ids;
    }
    const auto all = reception.asked.list(now);
    if (!all) return all.error();
    for (const auto& each : *all)
        if (each.stage == Stage::waiting) ids.push_back(each.id);
    return ids;
}

void wait_for_answers(const RequestsService& page, const WebServer& server, milliseconds span) {
    auto& clock = system_clock();
    const auto until = clock.uptime() + span;
    while (!interrupted() && clock.uptime() < until && page.waiting() > 0)
        clock.sleep(between_looks);
    if (page.waiting() > 0) return;
    const auto end = clock.uptime() + farewell;
    while (!interrupted() && clock.uptime() < end && server.figures().connections > 0)
        clock.sleep(between_looks);
}

Result<> tell_how(milliseconds span) {
    if (log::level() == log::Level::quiet) return {};
    return write_text(STDERR_FILENO,
                      "Open it in a browser on this machine; it works once. The page ends with the "
                      "last answer, after " +
                          duration_text(span) + ", or with Ctrl-C.\n");
}

int serve(const Invocation& invocation, const Reception& reception,
          const std::vector<std::string>& ids, report::Language language, milliseconds span) {
    watch_for_interrupts();
    RequestsService page(reception, ids, language);
    const auto server = WebServer::start({.most_connections = most_connections}, page);
    if (!server) return failure(server.error());
    const auto link = page.open((*server)->port());
    const auto told = invocation.has("--json")
                          ? print(json::write(json::object{{"link", link}}) + "\n")
                          : print(link + "\n");
    if (told != exit_code::done) return told;
    std::optional<Signpost> signpost;
    if (has_screen() && is_terminal(STDOUT_FILENO)) signpost.emplace(reception.state, link);
    if (const auto told_how = tell_how(span); !told_how) return failure(told_how.error());
    wait_for_answers(page, **server, span);
    const auto left = page.waiting();
    if (left == 0) return exit_code::done;
    log::warning(std::to_string(left) + (left == 1 ? " request waits" : " requests wait") +
                 " still: " + command_here("safr-diag requests"));
    return exit_code::refused;
}

}  // namespace

int serve_requests_page(const Invocation& invocation, const Reception& reception) {
    const auto span = duration_from(invocation.value("--for", "10m"));
    if (!span || *span > longest_span || *span <= milliseconds{0})
        return failure({Fault::refused, "--for: expected a span up to 24h, such as 10m"});
    const auto language = language_of(invocation, reception.config);
    if (!language) return failure(language.error());
    const auto ids = shown(invocation, reception, system_clock().now());
    if (!ids) return failure_of_document(ids.error());
    if (ids->empty()) return print("No request waits for an answer.\n");
    return serve(invocation, reception, *ids, *language, *span);
}

}  // namespace diag::commands
