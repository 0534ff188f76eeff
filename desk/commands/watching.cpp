// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/watching.hpp"

#include <algorithm>
#include <array>

#include "desk/commands/next.hpp"
#include "platform/shell_word.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

constexpr std::size_t longest_text = 400;

std::string line_at(const json::value& document, std::string_view path) {
    return one_line(json::text_at(document, path).value_or("").substr(0, longest_text));
}

std::uint64_t bytes_at(const json::value& document, std::string_view path) {
    const auto bytes = json::integer_at(document, path).value_or(0);
    return bytes < 0 ? 0 : static_cast<std::uint64_t>(bytes);
}

bool is_running(const Standing& standing) {
    return standing.stage == "running" && !standing.upload;
}

std::string decision(const Standing& standing) {
    return standing.stage + (standing.by.empty() ? "" : " by " + standing.by) +
           (standing.why.empty() ? "" : ": " + standing.why);
}

}  // namespace

Result<Standing> standing_from(const json::value& document) {
    Standing standing{.id = line_at(document, "id"),
                      .agent = line_at(document, "agent"),
                      .stage = line_at(document, "stage"),
                      .why = line_at(document, "why"),
                      .by = line_at(document, "by"),
                      .bundle = line_at(document, "bundle"),
                      .state = line_at(document, "state"),
                      .here = json::flag_at(document, "here").value_or(false),
                      .collector = line_at(document, "progress.collector"),
                      .share = json::number_at(document, "progress.share").value_or(0),
                      .bytes = bytes_at(document, "progress.bytes"),
                      .upload = {},
                      .as_told = json::write(document)};
    if (standing.id.empty() || standing.stage.empty())
        return Error{Fault::malformed, "the desk's server does not say where the request stands"};
    if (json::integer_at(document, "upload.size"))
        standing.upload = {bytes_at(document, "upload.bytes"), bytes_at(document, "upload.size")};
    return standing;
}

bool is_over(const Standing& standing) {
    constexpr std::array over{"refused", "declined", "failed", "revoked", "expired"};
    return std::ranges::find(over, standing.stage) != over.end();
}

std::string in_words(const Standing& standing) {
    if (standing.here) return "here";
    if (is_over(standing)) return decision(standing);
    if (standing.upload) return "the bundle is on its way";
    if (is_running(standing))
        return standing.collector.empty() ? "running" : "running " + standing.collector;
    if (standing.stage == "asked") return "asked: the agent has not taken it yet";
    if (standing.stage == "waiting") return "waiting for the site's word";
    if (standing.stage == "done") return "done: the bundle waits to be sent";
    return decision(standing);
}

std::string grant_words(const Standing& standing) {
    if (standing.stage != "running" && standing.stage != "done") return {};
    return standing.by.empty() ? "granted" : "granted by " + standing.by;
}

std::string moving_words(const Standing& standing, const Pace& pace) {
    auto text = in_words(standing);
    if (standing.here || is_over(standing)) return text;
    if (standing.upload) return "uploading, " + pace.in_words(standing.upload->second);
    if (!is_running(standing) || standing.collector.empty()) return text;
    text += ", " + fixed(std::clamp(standing.share, 0.0, 1.0) * 100, 0) + " %";
    return standing.bytes > 0 ? text + ", " + bytes_text(standing.bytes) : text;
}

std::string ending_words(const Standing& standing, const Invocation& invocation) {
    if (standing.here && standing.bundle.empty())
        return "The bundle is here: " + next_at_server(invocation, "bundles");
    if (standing.here)
        return "The bundle is here: " + next_at_server(invocation,
                                                       "fetch " + shell_word(standing.bundle),
                                                       {.there = "--engineer-key"});
    if (standing.stage == "expired") return "The request is over: the agent never said anything";
    return "No bundle comes of it: the request was " +
           (standing.stage == "failed" ? "carried out and failed" : standing.stage) +
           (standing.by.empty() ? "" : " by " + standing.by) +
           (standing.why.empty() ? "" : ": " + standing.why);
}

}  // namespace diag::desk
