// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/bundle_list.hpp"

#include <algorithm>

#include "agent/exchange/fields.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

constexpr std::size_t shortest_beginning = 6;

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
    const Listed* found = nullptr;
    for (const auto& each : all) {
        const bool begins = id.size() >= shortest_beginning && each.bundle.starts_with(id);
        if (!begins || (!agent.empty() && each.agent != agent)) continue;
        if (found && found->bundle == each.bundle)
            return Error{Fault::refused, "bundle " + printable(id) + " came from " +
                                             printable(found->agent) + " and " +
                                             printable(each.agent) + ": give --agent NAME"};
        if (found) return Error{Fault::refused, "several bundles begin with " + printable(id)};
        found = &each;
    }
    if (!found)
        return Error{Fault::absent,
                     "there is no bundle " + printable(id) + " at the desk: see safr-desk bundles"};
    return *found;
}

}  // namespace diag::desk
