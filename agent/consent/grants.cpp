// SPDX-License-Identifier: Apache-2.0
#include "agent/consent/grants.hpp"

#include <algorithm>
#include <ctime>

#include "agent/exchange/fields.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::consent {
namespace {

constexpr std::size_t grant_limit = 16 << 10;
constexpr unsigned day_minutes = 24 * 60;

json::value to_json(const StandingGrant& grant) {
    json::array collectors;
    for (const auto& name : grant.collectors) collectors.emplace_back(name);
    return {{"id", grant.id},
            {"by", grant.by},
            {"made", to_text(grant.made)},
            {"until", to_text(grant.until)},
            {"disclosure", exchange::name_of(grant.disclosure)},
            {"collectors", std::move(collectors)},
            {"from_minute", grant.from_minute},
            {"to_minute", grant.to_minute}};
}

Result<StandingGrant> grant_from(std::string_view text, const std::string& file) {
    const auto document = json::parse(text);
    if (!document) return Error{Fault::malformed, file + " is " + document.error().what};
    exchange::Fields in(*document, file);
    StandingGrant grant;
    grant.id = in.text("id");
    grant.by = in.text("by");
    grant.made = in.time("made");
    grant.until = in.time("until");
    grant.disclosure = in.text("disclosure") == name_of(exchange::Disclosure::bundle)
                           ? exchange::Disclosure::bundle
                           : exchange::Disclosure::findings;
    for (const auto& element : in.list("collectors"))
        if (const auto* name = element.if_string()) grant.collectors.emplace_back(*name);
    grant.from_minute =
        static_cast<unsigned>(std::min<std::uint64_t>(in.natural("from_minute"), day_minutes));
    grant.to_minute =
        static_cast<unsigned>(std::min<std::uint64_t>(in.natural("to_minute"), day_minutes));
    if (const auto wrong = in.problem()) return *wrong;
    return grant;
}

/// "06:30" or "24:00"
std::optional<unsigned> minute_from(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return {};
    const auto hours = natural(text.substr(0, colon));
    const auto minutes = natural(text.substr(colon + 1));
    if (!hours || !minutes || text.size() - colon != 3 || *minutes > 59) return {};
    const auto all = *hours * 60 + *minutes;
    if (*hours > 24 || all > day_minutes) return {};
    return static_cast<unsigned>(all);
}

}  // namespace

bool covers(const StandingGrant& grant, const exchange::Request& request, Time now,
            unsigned minute) {
    if (now < grant.made || now > grant.until) return false;
    if (request.disclosure == exchange::Disclosure::bundle &&
        grant.disclosure != exchange::Disclosure::bundle)
        return false;
    if (!in_hours(grant.from_minute, grant.to_minute, minute)) return false;
    return std::ranges::all_of(request.collectors, [&](const auto& name) {
        return std::ranges::find(grant.collectors, name) != grant.collectors.end();
    });
}

Result<> within(Ceiling ceiling, const exchange::Request& request) {
    if (ceiling == Ceiling::none)
        return Error{Fault::refused, "this site answers no requests (consent.level)"};
    if (ceiling == Ceiling::findings && request.disclosure == exchange::Disclosure::bundle)
        return Error{Fault::refused, "this site lets out findings only (consent.level)"};
    return {};
}

Verdict verdict(const exchange::Request& request, Ceiling ceiling,
                const std::vector<StandingGrant>& grants, Time now, unsigned minute) {
    using Is = Verdict::Is;
    if (const auto fits = within(ceiling, request); !fits)
        return {Is::never, {}, fits.error().what};
    for (const auto& grant : grants)
        if (covers(grant, request, now, minute))
            return {Is::granted, "standing grant " + grant.id + " by " + grant.by, {}};
    return {};
}

Result<Grants> Grants::open(const std::filesystem::path& state) {
    Records records(state, "grants", grant_limit);
    if (const auto made = records.make(); !made) return made.error();
    return Grants{std::move(records)};
}

Result<> Grants::add(const StandingGrant& grant) const {
    return replace_file(records_.file(grant.id), json::write_pretty(to_json(grant)));
}

Result<> Grants::remove(std::string_view id) const {
    const auto name = std::string(id);
    const auto removed = is_uuid(name) ? records_.remove(name) : Error{Fault::absent, {}};
    if (!removed && removed.error().fault == Fault::absent)
        return Error{Fault::absent, "there is no standing grant \"" + name + "\""};
    if (!removed) return Error{Fault::io, records_.file(name).native() + " cannot be removed"};
    return {};
}

Result<std::vector<StandingGrant>> Grants::list(Time now) const {
    const auto names = records_.names();
    if (!names) return names.error();
    std::vector<StandingGrant> all;
    for (const auto& name : *names) {
        const auto text = records_.read(name);
        if (!text) return text.error();
        auto grant = grant_from(*text, records_.file(name).native());
        if (!grant) return grant.error();
        if (grant->until >= now) all.push_back(std::move(*grant));
    }
    return all;
}

bool in_hours(unsigned from, unsigned to, unsigned minute) {
    const bool after = minute >= from;
    const bool before = minute < to;
    return to <= from ? after || before : after && before;
}

unsigned minute_of_day(Time now) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    const auto at = static_cast<std::time_t>(seconds);
    std::tm parts{};
    if (!::localtime_r(&at, &parts)) return 0;
    return static_cast<unsigned>(parts.tm_hour * 60 + parts.tm_min);
}

Result<std::pair<unsigned, unsigned>> hours_from(std::string_view text) {
    const auto dash = text.find('-');
    const auto from = minute_from(text.substr(0, dash));
    const auto to =
        dash == std::string_view::npos ? std::nullopt : minute_from(text.substr(dash + 1));
    if (!from || !to)
        return Error{Fault::malformed,
                     "expected hours as 20:00-06:00, not \"" + printable(text) + "\""};
    return std::pair{*from, *to};
}

}  // namespace diag::consent
