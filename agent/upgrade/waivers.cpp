// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/waivers.hpp"

#include <algorithm>

#include "agent/exchange/fields.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::upgrade {
namespace {

constexpr std::size_t waiver_limit = 16 << 10;
constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_reason = 2'400;  // a name and an account beside it

json::value to_json(const Waiver& waiver) {
    return {{"id", waiver.what.waiver},      {"condition", waiver.what.condition},
            {"by", waiver.what.by},          {"reason", waiver.what.reason},
            {"to", waiver.to.text()},        {"made", to_text(waiver.made)},
            {"until", to_text(waiver.until)}};
}

}  // namespace

bool is_line(const std::string& text, std::size_t most) {
    return !text.empty() && text.size() <= most && printable(text) == text &&
           text.find_first_of("\n\t") == text.npos;
}

Result<Waiver> waiver_from(std::string_view text, const std::string& file) {
    const auto document = json::parse(text);
    if (!document) return Error{Fault::malformed, file + " is " + document.error().what};
    exchange::Fields in(*document, file);
    Waiver waiver;
    waiver.what = {in.text("id"), in.text("condition"), in.text("by"), in.text("reason")};
    const auto to = Version::from(in.text("to"));
    if (!to) in.fail("to", "a version");
    waiver.made = in.time("made");
    waiver.until = in.time("until");
    if (!is_uuid(waiver.what.waiver)) in.fail("id", "a UUID in lower case");
    if (!is_line(waiver.what.condition, longest_name)) in.fail("condition", "a name");
    if (!is_line(waiver.what.by, longest_reason)) in.fail("by", "one line of text");
    if (!is_line(waiver.what.reason, longest_reason)) in.fail("reason", "one line of text");
    if (waiver.until <= waiver.made || waiver.until - waiver.made > longest_waiver)
        in.fail("until", "after made, by seven days at most");
    if (const auto wrong = in.problem()) return *wrong;
    waiver.to = *to;
    return waiver;
}

Result<Waivers> Waivers::open(const std::filesystem::path& state) {
    Records records(state, "waivers", waiver_limit);
    if (const auto made = records.make(); !made) return made.error();
    return Waivers{std::move(records)};
}

Result<> Waivers::add(const Waiver& waiver) const {
    const auto kept =
        replace_file(records_.file(waiver.what.waiver), json::write_pretty(to_json(waiver)));
    if (!kept) return kept;
    records_.prune_old(
        kept_after_end, waiver.made,
        [&](const auto& name, const auto& text) -> std::optional<Lifetime> {
            const auto old = waiver_from(text, name);
            return old ? std::optional{Lifetime{old->made, old->until}} : std::nullopt;
        });
    return {};
}

Result<Waiver> Waivers::remove(std::string_view beginning) const {
    const auto kept = all();
    if (!kept) return kept.error();
    std::vector<const Waiver*> meant;
    for (const auto& each : *kept)
        if (!beginning.empty() && each.what.waiver.starts_with(beginning)) meant.push_back(&each);
    const auto named = "\"" + printable(beginning.substr(0, 60)) + "\"";
    if (meant.empty()) return Error{Fault::absent, "there is no waiver " + named};
    if (meant.size() > 1)
        return Error{Fault::refused, "several waivers begin with " + named + ": give more of it"};
    if (const auto removed = records_.remove(meant.front()->what.waiver); !removed)
        return Error{Fault::io, "the waiver cannot be removed: " + removed.error().what};
    return *meant.front();
}

Result<std::vector<Waiver>> Waivers::all() const {
    const auto names = records_.names();
    if (!names) return names.error();
    std::vector<Waiver> all;
    for (const auto& name : *names) {
        const auto text = records_.read(name);
        auto waiver =
            text ? waiver_from(*text, records_.file(name).native()) : Result<Waiver>(text.error());
        if (!waiver)
            log::warning("a waiver is left out: " + waiver.error().what);
        else if (name == waiver->what.waiver)
            all.push_back(std::move(*waiver));
    }
    return all;
}

Result<std::vector<Waiver>> Waivers::in_force(Time now) const {
    auto waivers = all();
    if (waivers)
        std::erase_if(*waivers,
                      [&](const Waiver& each) { return now < each.made || now >= each.until; });
    return waivers;
}

std::vector<SetAside> for_version(const std::vector<Waiver>& waivers, const Version& to) {
    std::vector<SetAside> all;
    for (const auto& each : waivers)
        if (each.to == to) all.push_back(each.what);
    return all;
}

}  // namespace diag::upgrade
