// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/asking.hpp"

#include <algorithm>

#include "collectors/catalog.hpp"
#include "platform/digest.hpp"
#include "platform/nearest.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::desk {
namespace {

using exchange::Disclosure;
using exchange::Request;
using std::chrono::seconds;

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_reason = 2000;
constexpr std::chrono::days longest_life{366};
constexpr seconds longest_run{86'400};

Error wrong(std::string_view option, const std::string& what) {
    return {Fault::refused, std::string(option) + ": " + what};
}

Result<std::string> line_of(std::string text, std::string_view option) {
    if (text.size() <= longest_name && printable(text) == text &&
        text.find_first_of("\n\t") == std::string::npos)
        return text;
    return wrong(option, "one line of at most 200 bytes is expected");
}

Result<> read_names(const Invocation& invocation, Request& request) {
    for (auto& [option, field] :
         {std::pair{"--site", &request.site}, {"--case", &request.case_number}}) {
        auto text = line_of(invocation.value(option), option);
        if (!text) return text.error();
        *field = *text;
    }
    for (const auto& agent : invocation.values("--agent")) {
        const auto text = line_of(agent, "--agent");
        if (!text) return text.error();
        if (text->empty()) return wrong("--agent", "which agent is asked?");
        request.agent = *text;
    }
    if (request.agent.empty() && request.site.empty())
        return wrong("--agent", "which agent is asked? With --site NAME alone every one of a site");
    request.reason = invocation.value("--reason");
    if (trimmed(request.reason).empty())
        return wrong("--reason", "say why, for the person at the site who decides");
    if (request.reason.size() > longest_reason || printable(request.reason) != request.reason)
        return wrong("--reason", "at most 2000 bytes of printable text are expected");
    const auto disclosure = invocation.value("--disclosure", "bundle");
    if (disclosure != "bundle" && disclosure != "findings")
        return wrong("--disclosure", "findings or bundle is expected");
    request.disclosure = disclosure == "bundle" ? Disclosure::bundle : Disclosure::findings;
    return {};
}

Result<> read_collectors(const Invocation& invocation, Request& request) {
    std::vector<std::string_view> known;
    for (const auto* collector : catalog()) known.push_back(collector->id);
    for (const auto& list : invocation.values("--collect"))
        for (const auto part : parts_of(list, ',')) {
            const auto name = trimmed(part);
            if (name.empty()) continue;
            if (!collector_named(name)) {
                const auto near = nearest(name, known);
                return wrong("--collect",
                             "there is no collector '" + printable(name.substr(0, 60)) + "'" +
                                 (near.empty() ? ": there are " + joined(known)
                                               : "; did you mean '" + std::string(near) + "'?"));
            }
            if (std::ranges::find(request.collectors, name) == request.collectors.end())
                request.collectors.emplace_back(name);
        }
    if (request.collectors.empty())
        return wrong("--collect", "which collectors? There are " + joined(known));
    return {};
}

/// A count, else milliseconds of a span, else bytes of a size.
std::optional<std::int64_t> number_from(std::string_view text) {
    if (const auto count = integer(text)) return count;
    if (const auto span = duration_from(text)) return span->count();
    const auto bytes = bytes_from(text);
    if (!bytes || *bytes > (1ull << 62)) return {};
    return static_cast<std::int64_t>(*bytes);
}

Result<> read_parameters(const Invocation& invocation, Request& request) {
    for (const auto& setting : invocation.values("--set")) {
        const auto key = setting.substr(0, setting.find('='));
        const auto number = number_from(setting.substr(std::min(key.size() + 1, setting.size())));
        const auto collector = key.substr(0, key.find('.'));
        const auto shown = "'" + printable(setting.substr(0, 80)) + "'";
        if (!number || key.size() <= collector.size() + 1 || key.size() > 64 ||
            key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") != std::string::npos)
            return wrong("--set", shown + " should be like cameras.play=2s");
        if (std::ranges::find(request.collectors, collector) == request.collectors.end())
            return wrong("--set", shown + " belongs to no collector that is asked for");
        if (!request.parameters.emplace(key, *number).second)
            return wrong("--set", "'" + key + "' is given twice");
    }
    return {};
}

Result<> read_times(const Invocation& invocation, Request& request, Time now) {
    request.made = now;
    request.not_before = now;
    request.until = now;
    const auto since = since_from(invocation.value("--since", "24h"), now);
    if (!since) return wrong("--since", since.error().what);
    request.since = *since;
    if (invocation.has("--until")) {
        const auto until = since_from(invocation.value("--until"), now);
        if (!until) return wrong("--until", until.error().what);
        request.until = *until;
    }
    if (request.until <= request.since) return wrong("--until", "it is not after --since");
    if (invocation.has("--not-before")) {
        const auto begin = starting_from(invocation.value("--not-before"), now);
        if (!begin) return wrong("--not-before", begin.error().what);
        request.not_before = *begin;
    }
    const auto valid = duration_from(invocation.value("--valid", "24h"));
    if (!valid) return wrong("--valid", valid.error().what);
    if (valid->count() == 0 || *valid > longest_life)
        return wrong("--valid", "at most a year is expected");
    request.not_after = request.not_before + *valid;
    if (request.not_after <= now) return wrong("--valid", "it would be over already");
    return {};
}

Result<> read_limits(const Invocation& invocation, Request& request) {
    const auto bytes = bytes_from(invocation.value("--max-bytes", "200MiB"));
    if (!bytes) return wrong("--max-bytes", bytes.error().what);
    if (*bytes == 0 || *bytes > (1ull << 62))
        return wrong("--max-bytes", "more than 0 is expected");
    request.bytes = *bytes;
    const auto span = duration_from(invocation.value("--max-time", "10m"));
    if (!span) return wrong("--max-time", span.error().what);
    const auto whole = std::chrono::ceil<seconds>(*span);
    if (whole.count() == 0 || whole > longest_run)
        return wrong("--max-time", "1s to 24h is expected");
    request.span = whole;
    return {};
}

}  // namespace

Result<Request> asked_for(const Invocation& invocation, Time now) {
    Request request;
    request.id = uuid_v7(now);
    if (const auto read = read_names(invocation, request); !read) return read.error();
    if (const auto read = read_collectors(invocation, request); !read) return read.error();
    if (const auto read = read_parameters(invocation, request); !read) return read.error();
    if (const auto read = read_times(invocation, request, now); !read) return read.error();
    if (const auto read = read_limits(invocation, request); !read) return read.error();
    return request;
}

}  // namespace diag::desk
