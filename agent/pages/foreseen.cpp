// SPDX-License-Identifier: Apache-2.0
#include "agent/pages/foreseen.hpp"

#include <set>

#include "agent/exchange/fields.hpp"
#include "agent/ledger/entry.hpp"
#include "agent/ledger/ledger.hpp"
#include "agent/ledger/lines.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::pages {
namespace {

using Names = std::set<std::string, std::less<>>;

/// Discovery runs before the others whoever asks, and gives next to nothing.
constexpr std::string_view discovery = "install";

Names names_of(const exchange::Request& request) {
    Names names(request.collectors.begin(), request.collectors.end());
    names.erase(std::string(discovery));
    return names;
}

Names names_of(const json::value& outcomes) {
    Names names;
    if (const auto* object = outcomes.if_object())
        for (const auto& [name, ending] : *object) names.emplace(name);
    names.erase(std::string(discovery));
    return names;
}

/// What the entry tells, if it is of a bundle such as the request will make.
std::optional<Foreseen> told_by(const ledger::Entry& entry, const exchange::Request& request) {
    const json::value data(entry.data);
    const auto* outcomes = json::find(data, "outcomes");
    const auto bytes = json::integer_at(data, "bytes");
    const auto disclosure = json::text_at(data, "disclosure").value_or("bundle");
    if (!outcomes || !bytes || *bytes < 0 || disclosure != name_of(request.disclosure) ||
        names_of(*outcomes) != names_of(request))
        return std::nullopt;
    Foreseen told{.bytes = static_cast<std::uint64_t>(*bytes), .made = entry.time};
    if (const auto* redactions = json::find(data, "redactions"); redactions)
        if (const auto* counts = redactions->if_object())
            for (const auto& [kind, count] : *counts)
                if (const auto number = json::integer_at(*redactions, kind); number && *number > 0)
                    told.redactions += static_cast<std::uint64_t>(*number);
    const auto since = exchange::time_from(json::text_at(data, "since").value_or(""));
    const auto until = exchange::time_from(json::text_at(data, "until").value_or(""));
    if (since && until && *until > *since) told.window = *until - *since;
    return told;
}

}  // namespace

Result<std::optional<Foreseen>> foreseen(const std::filesystem::path& state,
                                         const exchange::Request& request) {
    std::optional<Foreseen> last;
    const auto book = ledger::Book::at(ledger::directory_in(state));
    if (!book && book.error().fault == Fault::absent) return last;
    if (!book) return book.error();
    auto lines = ledger::Lines::open(*book);
    if (!lines) return lines.error();
    for (;;) {
        const auto line = lines->next();
        if (!line) return line.error();
        if (!*line) return last;
        // Most lines tell of other things: not worth reading as JSON.
        if ((*line)->text.find("\"kind\":\"bundle\"") == std::string_view::npos) continue;
        const auto entry = ledger::entry_from((*line)->text);
        if (!entry || entry->kind != ledger::Kind::bundle) continue;
        if (auto told = told_by(*entry, request)) last = told;
    }
}

std::string in_words(const std::optional<Foreseen>& foreseen, const exchange::Request& request,
                     const report::Voice& voice) {
    if (!foreseen) return voice("ask.size_unknown", {{"size", bytes_text(request.bytes)}});
    auto text = voice("ask.size_as", {{"size", bytes_text(foreseen->bytes)},
                                      {"count", report::count_text(foreseen->redactions)},
                                      {"time", voice.date_and_time(foreseen->made)}});
    const auto window = request.until - request.since;
    if (foreseen->window.count() > 0 && foreseen->window != window)
        text += " " + voice("ask.size_window", {{"then", report::duration_text(foreseen->window)},
                                                {"now", report::duration_text(window)}});
    return text;
}

}  // namespace diag::pages
