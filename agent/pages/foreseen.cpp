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

std::string in_words(const std::optional<Foreseen>& foreseen, const exchange::Request& request) {
    if (!foreseen)
        return "at most " + bytes_text(request.bytes) +
               "; how much is not known, as no such bundle was made here before";
    const auto window = request.until - request.since;
    auto text = "about " + bytes_text(foreseen->bytes) + " with " +
                std::to_string(foreseen->redactions) +
                " secrets and personal data replaced, as the bundle of these collectors of " +
                to_text(foreseen->made).substr(0, 16) + "Z";
    if (foreseen->window.count() > 0 && foreseen->window != window)
        text += " (that one was about " + duration_text(foreseen->window) + ", this one is about " +
                duration_text(window) + ")";
    return text;
}

}  // namespace diag::pages
