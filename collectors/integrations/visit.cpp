// SPDX-License-Identifier: Apache-2.0
#include "collectors/integrations/visit.hpp"

#include <algorithm>
#include <array>

#include "platform/names.hpp"
#include "platform/stored_time.hpp"

namespace diag::integrations {
namespace {

constexpr std::array<std::string_view, 5> steps{"name", "connect", "tls", "greeting", "whole"};

std::string text_of(const json::value& document, std::string_view path) {
    return json::text_at(document, path).value_or("");
}

}  // namespace

std::string_view name_of(Step step) { return steps.at(static_cast<std::size_t>(step)); }

std::string server_text(const Visit& visit) { return authority_of(visit.system.host, visit.port); }

json::value to_json(const Visit& visit) {
    const auto& system = visit.system;
    json::object out{{"kind", product_of(system.kind).id},
                     {"name", system.name},
                     {"host", system.host},
                     {"port", visit.port},
                     {"connects_only", system.connects_only},
                     {"discovered", system.discovered},
                     {"address", visit.address},
                     {"step", name_of(visit.step)},
                     {"connect_ms", visit.connect.count()},
                     {"took_ms", visit.took.count()},
                     {"strange", visit.greeting.sense == Greeting::Sense::strange},
                     {"status", visit.greeting.status},
                     {"said", visit.greeting.words},
                     {"starved", visit.starved}};
    if (visit.failed) out["fault"] = name_of(visit.failed->fault);
    if (visit.failed) out["reason"] = visit.failed->what;
    if (visit.tls) out["tls"] = to_json(*visit.tls);
    return out;
}

Visit visit_from(const json::value& document) {
    Visit visit;
    if (const auto* product = product_named(text_of(document, "kind")))
        visit.system.kind = product->kind;
    visit.system.name = text_of(document, "name");
    visit.system.host = text_of(document, "host");
    visit.system.connects_only = json::flag_at(document, "connects_only").value_or(false);
    visit.system.discovered = json::flag_at(document, "discovered").value_or(false);
    const auto port = json::natural_at(document, "port");
    if (port < 65'536) visit.port = static_cast<std::uint16_t>(port);
    visit.address = text_of(document, "address");
    const auto step = std::ranges::find(steps, text_of(document, "step"));
    if (step != steps.end()) visit.step = static_cast<Step>(step - steps.begin());
    visit.connect = span_from(document, "connect_ms");
    visit.took = span_from(document, "took_ms");
    visit.greeting.sense = json::flag_at(document, "strange").value_or(false)
                               ? Greeting::Sense::strange
                               : Greeting::Sense::whole;
    const auto status = json::integer_at(document, "status").value_or(0);
    if (status >= 0 && status < 1'000'000'000) visit.greeting.status = static_cast<int>(status);
    visit.greeting.words = text_of(document, "said");
    visit.starved = json::flag_at(document, "starved").value_or(false);
    if (const auto fault = json::text_at(document, "fault"))
        visit.failed = Error{fault_named(*fault), text_of(document, "reason")};
    if (const auto* tls = json::find(document, "tls")) visit.tls = tls_from(*tls);
    return visit;
}

}  // namespace diag::integrations
