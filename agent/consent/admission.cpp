// SPDX-License-Identifier: Apache-2.0
#include "agent/consent/admission.hpp"

#include <algorithm>

#include "platform/cms.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::consent {
namespace {

using exchange::Request;

/// A desk's clock may be this much before ours.
constexpr milliseconds clock_tolerance{std::chrono::minutes{5}};

Error no(std::string why) { return Error{Fault::refused, std::move(why)}; }

Result<std::vector<Engineer>> engineers_of(const cms::Document& document,
                                           const exchange::Trust& trust, Time now) {
    std::vector<Engineer> engineers;
    std::vector<std::string> keys;
    for (const auto& [signer, at] : document.signers) {
        if (const auto fine = exchange::believed(signer, Role::engineer, trust, now); !fine)
            return fine.error();
        engineers.push_back({signer.name(), level_of(signer), signer.fingerprint()});
        keys.push_back(signer.key_fingerprint());
    }
    // One person with two certificates is not two persons.
    std::ranges::sort(keys);
    if (std::ranges::adjacent_find(keys) != keys.end())
        return no("both signatures are by the same key");
    return engineers;
}

Result<> is_for_us(const Request& request, const SiteRules& rules) {
    if (request.agent != rules.agent)
        return no("it is for the agent \"" + request.agent + "\", and this is \"" + rules.agent +
                  "\"");
    if (!rules.site.empty() && !request.site.empty() && request.site != rules.site)
        return no("it is for the site \"" + request.site + "\", and this is \"" + rules.site +
                  "\"");
    return {};
}

Result<> is_timely(const Request& request, Time now) {
    if (now + clock_tolerance < request.made)
        return no("it was made at " + to_text(request.made) + ", which is yet to come here (" +
                  to_text(now) + "): a clock is wrong");
    // What begins when it was made has been held against our clock: above.
    if (request.not_before > request.made && now < request.not_before)
        return no("it is not valid before " + to_text(request.not_before) + ", and it is " +
                  to_text(now));
    if (now > request.not_after)
        return no("it expired " + to_text(request.not_after) + ", and it is " + to_text(now));
    return {};
}

Result<> is_modest(const Request& request, const SiteRules& rules) {
    if (request.bytes > rules.most_bytes)
        return no("it asks for up to " + bytes_text(request.bytes) + ", and this site gives " +
                  bytes_text(rules.most_bytes) + " (collect.max_bytes)");
    if (request.span > rules.longest_run)
        return no("it asks for a run of " + std::to_string(request.span.count() / 1000) +
                  " s, and this site gives " + std::to_string(rules.longest_run.count() / 1000) +
                  " s (collect.deadline)");
    for (const auto& name : request.collectors)
        if (std::ranges::find(rules.collectors, name) == rules.collectors.end())
            return no("there is no collector \"" + name + "\" here");
    for (const auto& [key, value] : request.parameters) {
        const auto rule = std::ranges::find(rules.parameters, key, &ParameterRule::key);
        if (rule == rules.parameters.end()) return no("there is no parameter \"" + key + "\" here");
        if (value < rule->least || value > rule->most)
            return no("\"" + key + "\" is " + std::to_string(value) + ", and this site allows " +
                      std::to_string(rule->least) + " to " + std::to_string(rule->most));
    }
    return {};
}

Result<> is_for_the_desk(const Request& request, const exchange::Trust& trust, Time now) {
    for (const auto& recipient : request.recipients)
        if (const auto fine = exchange::believed(recipient, Role::recipient, trust, now); !fine)
            return fine;
    return {};
}

/// The one who asks first.
Result<Admitted> with_author(Request request, std::vector<Engineer> engineers,
                             std::string_view document) {
    const auto author = std::ranges::find(engineers, request.engineer, &Engineer::fingerprint);
    if (author == engineers.end()) return no("who asks has not signed it");
    std::iter_swap(engineers.begin(), author);
    return Admitted{std::move(request), std::move(engineers), sha256_hex(document)};
}

}  // namespace

Result<Admitted> read_out(std::string_view document) {
    const auto opened = cms::open_document(document);
    if (!opened) return opened.error();
    auto request = exchange::request_from(opened->content);
    if (!request) return request.error();
    std::vector<Engineer> engineers;
    for (const auto& [signer, at] : opened->signers)
        engineers.push_back({signer.name(), level_of(signer), signer.fingerprint()});
    return with_author(std::move(*request), std::move(engineers), document);
}

Result<Admitted> admit(std::string_view document, const exchange::Trust& trust,
                       const SiteRules& rules, Time now) {
    if (document.size() > exchange::request_limit)
        return Error{Fault::malformed, "it is longer than a request may be"};
    const auto opened = cms::open_document(document);
    if (!opened) return opened.error();
    auto engineers = engineers_of(*opened, trust, now);
    if (!engineers) return engineers.error();
    auto request = exchange::request_from(opened->content);
    if (!request) return request.error();
    if (rules.two_signatures && engineers->size() < 2)
        return no("this site wants two engineers' signatures, and it has one");
    for (const auto& fine : {is_for_us(*request, rules), is_timely(*request, now),
                             is_modest(*request, rules), is_for_the_desk(*request, trust, now)})
        if (!fine) return fine.error();
    return with_author(std::move(*request), std::move(*engineers), document);
}

Result<> claim(const Admitted& admitted, const Seen& seen, Time now) {
    const auto& request = admitted.request;
    const auto first =
        seen.claim(request.id, request.engineer, request.sequence, request.not_after, now);
    if (!first) return first.error();
    if (!*first) return no("it was here before: a request runs once");
    return {};
}

Result<> claim_run(const Admitted& admitted, const Seen& ran, Time now) {
    const auto first = ran.claim(admitted.request.id, admitted.request.not_after, now);
    if (!first) return first.error();
    if (!*first) return no("it ran before: a request runs once");
    return {};
}

Result<Admitted> admit_once(std::string_view document, const exchange::Trust& trust,
                            const SiteRules& rules, const Seen& seen, Time now) {
    if (const auto holds = seen.clock_holds(now); !holds) return holds.error();
    auto admitted = admit(document, trust, rules, now);
    if (!admitted) return admitted;
    if (const auto first = claim(*admitted, seen, now); !first) return first.error();
    return admitted;
}

}  // namespace diag::consent
