// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/visit.hpp"

#include <algorithm>

#include "platform/stored_time.hpp"

namespace diag::notifications {
namespace {

constexpr std::size_t most = 50;  ///< exchanges and mechanisms that evidence may hold

std::string text_of(const json::value& document, std::string_view path) {
    return json::text_at(document, path).value_or("");
}
bool flag_of(const json::value& document, std::string_view path) {
    return json::flag_at(document, path).value_or(false);
}

json::array list(const std::vector<std::string>& words) {
    json::array all;
    for (const auto& each : words) all.emplace_back(each);
    return all;
}

std::vector<std::string> words_of(const json::value& document, std::string_view path) {
    std::vector<std::string> all;
    for (const auto& each : json::list_at(document, path))
        if (each.is_string() && all.size() < most) all.emplace_back(each.get_string());
    return all;
}

}  // namespace

const Exchange* Visit::exchange(std::string_view wanted) const {
    const auto found = std::find_if(said.rbegin(), said.rend(),
                                    [&](const Exchange& each) { return each.step == wanted; });
    return found == said.rend() ? nullptr : &*found;
}

json::value to_json(const Visit& visit) {
    json::array said;
    for (const auto& each : visit.said)
        said.push_back({{"step", each.step},
                        {"code", each.code},
                        {"status", each.status},
                        {"text", each.text},
                        {"ms", each.took.count()}});
    json::object out{{"host", visit.host},
                     {"port", visit.port},
                     {"security", name_of(visit.security)},
                     {"builtin", visit.builtin},
                     {"address", visit.address},
                     {"step", visit.step},
                     {"reason", visit.reason},
                     {"connect_ms", visit.connect.count()},
                     {"said", std::move(said)},
                     {"offers_starttls", visit.offers_starttls},
                     {"mechanisms", list(visit.auth)},
                     {"mechanisms_clear", list(visit.auth_clear)},
                     {"delivered", visit.delivered},
                     {"withheld", visit.withheld},
                     {"patience_ms", visit.patience},
                     {"starved", visit.starved}};
    if (visit.fault) out["fault"] = name_of(*visit.fault);
    if (visit.tls) out["tls"] = to_json(*visit.tls);
    return out;
}

Visit visit_from(const json::value& document) {
    Visit visit{.host = text_of(document, "host")};
    const auto port = json::natural_at(document, "port");
    if (port < 65'536) visit.port = static_cast<std::uint16_t>(port);
    const auto security = text_of(document, "security");
    for (const auto each : {Security::none, Security::starttls, Security::tls})
        if (name_of(each) == security) visit.security = each;
    visit.builtin = flag_of(document, "builtin");
    visit.address = text_of(document, "address");
    visit.step = text_of(document, "step");
    visit.reason = text_of(document, "reason");
    visit.connect = span_from(document, "connect_ms");
    for (const auto& each : json::list_at(document, "said")) {
        const auto code = json::integer_at(each, "code").value_or(0);
        if (visit.said.size() < most && code >= 0 && code < 1'000)
            visit.said.push_back({text_of(each, "step"), static_cast<int>(code),
                                  text_of(each, "status"), text_of(each, "text"),
                                  span_from(each, "ms")});
    }
    visit.offers_starttls = flag_of(document, "offers_starttls");
    visit.auth = words_of(document, "mechanisms");
    visit.auth_clear = words_of(document, "mechanisms_clear");
    visit.delivered = flag_of(document, "delivered");
    visit.withheld = text_of(document, "withheld");
    visit.patience = json::natural_at(document, "patience_ms");
    visit.starved = flag_of(document, "starved");
    if (const auto fault = json::text_at(document, "fault")) visit.fault = fault_named(*fault);
    if (const auto* tls = json::find(document, "tls")) visit.tls = tls_from(*tls);
    return visit;
}

}  // namespace diag::notifications
