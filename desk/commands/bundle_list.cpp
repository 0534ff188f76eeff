// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/bundle_list.hpp"

#include <algorithm>

#include "agent/exchange/fields.hpp"
#include "desk/commands/beginnings.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

bool is_digest(std::string_view text) {
    return text.size() == 64 &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<Listed> listed(const json::value& entry) {
    const auto text = [&](std::string_view key) { return json::text_at(entry, key).value_or(""); };
    const auto bytes = json::integer_at(entry, "bytes");
    const auto arrived = exchange::time_from(text("arrived"));
    if (!is_uuid(text("bundle")) || !is_digest(text("sha256")) || !bytes || *bytes < 0 || !arrived)
        return {};
    return Listed{.bundle = text("bundle"),
                  .agent = text("agent"),
                  .site = text("site"),
                  .case_number = text("case"),
                  .request = text("request"),
                  .sha256 = text("sha256"),
                  .bytes = static_cast<std::uint64_t>(*bytes),
                  .arrived = *arrived,
                  .as_told = entry};
}

/// RFC 3986 2.1: everything but unreserved characters as %XX.
std::string in_query(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const unsigned char byte : text) {
        const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' ||
                           byte == '_' || byte == '~';
        if (plain)
            out += static_cast<char>(byte);
        else
            (out += '%') += {digits[byte >> 4], digits[byte & 15]};
    }
    return out;
}

struct Meant {
    std::vector<const Listed*> found;
    bool several = false;  ///< of different ids
};

/// Those of which the bundle's id or that of its request begins so, or is so.
Meant beginning_with(const std::vector<Listed>& all, const std::string& id,
                     const std::string& agent) {
    Meant meant;
    for (const auto& each : all)
        if (begins_with(each.bundle, id) || begins_with(each.request, id))
            meant.found.push_back(&each);
    if (!agent.empty())
        keep_called(
            meant.found, agent, [](const Listed* each) { return each->agent; },
            [](const Listed* each) { return each->site; });
    const auto is_it = [&](const Listed* each) {
        return each->bundle == id || each->request == id;
    };
    if (std::ranges::any_of(meant.found, is_it))
        std::erase_if(meant.found, [&](const Listed* each) { return !is_it(each); });
    meant.several = std::ranges::any_of(meant.found, [&](const Listed* each) {
        return each->bundle != meant.found.front()->bundle;
    });
    return meant;
}

}  // namespace

std::string target_of(const Listed& bundle) {
    return "/v1/bundles/" + bundle.bundle + "?agent=" + in_query(bundle.agent);
}

Result<std::vector<Listed>> listed_bundles(DeskServer& server) {
    const auto answer = server.get("/v1/bundles");
    if (!answer) return answer.error();
    const Error odd{Fault::malformed, "the desk's server answered with no list of bundles"};
    if (!answer->is_array()) return odd;
    std::vector<Listed> all;
    for (const auto& entry : answer->get_array()) {
        auto one = listed(entry);
        if (!one) return odd;
        all.push_back(std::move(*one));
    }
    return all;
}

Result<Listed> meant_among(const std::vector<Listed>& all, const std::string& id,
                           const std::string& agent) {
    const auto [found, several] = beginning_with(all, id, agent);
    if (found.empty())
        return Error{Fault::absent, "there is no bundle " + printable(id) + " at the desk"};
    if (found.size() == 1) return *found.front();
    if (!several)
        return Error{Fault::refused, "bundle " + printable(id) + " came from " +
                                         printable(found[0]->agent) + " and " +
                                         printable(found[1]->agent) + ": give --agent NAME"};
    std::vector<std::string> names;
    for (const auto* each : found)
        names.push_back(each->bundle + " (" + printable(each->site) +
                        (each->case_number.empty() ? "" : ", case ") +
                        printable(each->case_number) + ")");
    return Error{Fault::refused, "several bundles, or the requests they answer, begin with " +
                                     printable(id) + ": " + candidates(names)};
}

}  // namespace diag::desk
