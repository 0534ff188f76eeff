// SPDX-License-Identifier: Apache-2.0
// The question to the site's people, in words.
#include <algorithm>
#include <array>
#include <utility>

#include "agent/commands/asking.hpp"
#include "agent/pages/asking_page.hpp"
#include "agent/pages/foreseen.hpp"
#include "agent/pages/frame.hpp"
#include "agent/report/voice.hpp"
#include "platform/layout.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

constexpr std::array<std::string_view, 9> labels{"who",    "why",     "case", "what", "for",
                                                 "window", "at_most", "size", "until"};

/// Facts in a column behind their labels, which are as wide as the language has them.
class Facts {
public:
    explicit Facts(const report::Voice& voice) : voice_(voice) {
        for (const auto label : labels)
            width_ = std::max(width_, columns_of(voice("asked." + std::string(label))));
    }

    void add(std::string_view label, const std::string& fact) {
        const auto words = voice_("asked." + std::string(label));
        text_ += "  " + words + std::string(width_ + 2 - columns_of(words), ' ') + fact + "\n";
    }

    void add_more(const std::string& fact, std::size_t indent) {
        text_ += std::string(indent, ' ') + fact + "\n";
    }

    /// The request's words behind a label of ours: further lines stand far to the right.
    void add_foreign(std::string_view label, std::string_view words) {
        std::string inside;
        for (const char letter : printable(words)) {
            inside += letter;
            if (letter == '\n') inside += std::string(width_ + 4, ' ') + "| ";
        }
        add(label, inside);
    }

    std::size_t column() const { return width_ + 4; }
    std::string take() { return std::move(text_); }

private:
    const report::Voice& voice_;
    std::size_t width_ = 0;
    std::string text_;
};

void add_what(Facts& facts, const report::Voice& voice, const exchange::Request& request) {
    facts.add("what", voice(request.disclosure == exchange::Disclosure::bundle ? "asked.bundle"
                                                                               : "asked.findings"));
    for (const auto& name : request.collectors)
        facts.add_more(name + ": " + pages::reads_text(voice, name), 4);
    for (const auto& [key, value] : request.parameters)
        facts.add_more(key + " = " + std::to_string(value), 4);
}

void add_recipients(Facts& facts, const exchange::Request& request) {
    bool first = true;
    for (const auto& each : request.recipients) {
        const auto words =
            one_line(each.name()) + " (" + pages::short_fingerprint(each.fingerprint()) + ")";
        if (std::exchange(first, false))
            facts.add("for", words);
        else
            facts.add_more(words, facts.column());
    }
}

}  // namespace

std::string names_of(const std::vector<consent::Engineer>& engineers) {
    std::string names;
    for (const auto& each : engineers)
        names += (names.empty() ? "" : ", with ") + one_line(each.name) + " (" + each.level + ")";
    return names;
}

std::string question(const Reception& reception, const consent::Admitted& admitted) {
    const report::Voice voice(report::Knowledge::builtin(), reception.language);
    const auto& request = admitted.request;
    Facts facts(voice);
    facts.add("who", names_of(admitted.engineers));
    facts.add_foreign("why", request.reason);
    if (!request.case_number.empty()) facts.add("case", one_line(request.case_number));
    add_what(facts, voice, request);
    add_recipients(facts, request);
    facts.add("window",
              voice("asked.since_until", {{"since", voice.date_and_time(request.since)},
                                          {"until", voice.date_and_time(request.until)}}));
    facts.add("at_most", voice("asked.size_and_span", {{"size", bytes_text(request.bytes)},
                                                       {"span", duration_text(request.span)}}));
    // A ledger that cannot be read is told of where it is written.
    const auto before = pages::foreseen(reception.state, request);
    facts.add("size", pages::in_words(before ? *before : std::nullopt, request, voice));
    facts.add("until",
              voice("ask.then_declined", {{"time", voice.date_and_time(request.not_after)}}));
    return voice("asked.request", {{"id", request.id}}) + "\n" + facts.take();
}

}  // namespace diag::commands
