// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/triggers.hpp"

#include <hs.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "agent/redact/host_names.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/spellings.hpp"
#include "agent/redact/trigger_words.hpp"
#include "agent/rules/pattern.hpp"

namespace diag::redact {
namespace {

/// What is searched for, in the form that Vectorscan takes.
struct Words {
    std::vector<std::string> texts;
    std::vector<Trigger> triggers;

    void add(std::string text, void (*recognise)(Reading&, std::size_t, std::size_t)) {
        triggers.push_back({text.size(), recognise});
        texts.push_back(std::move(text));
    }
};

void add_hosts(const std::vector<std::string>& hosts, Words& words) {
    std::set<std::string> names, domains;
    for (const auto& host : hosts) {
        const auto forms = forms_of(host);
        names.insert(forms.names.begin(), forms.names.end());
        domains.insert(forms.domains.begin(), forms.domains.end());
    }
    for (const auto& name : names) words.add(name, recognise_host);
    for (const auto& domain : domains) {
        words.add(domain, recognise_domain);
        words.add(backwards(domain), recognise_backward_domain);
    }
}

/// Names of secrets shorter than this are parts of ordinary words too.
constexpr std::size_t long_enough = 6;

Words words_of(const rules::Rules& rules) {
    Words words;
    for (const auto& [text, recognise] : built_in_words()) words.add(std::string(text), recognise);
    for (const auto& name : rules.names)
        for (auto& each : letter_cases_of(name))
            words.add(std::move(each),
                      name.size() < long_enough ? recognise_short_key : recognise_key);
    for (const auto& word : rules.words)
        for (const auto& each : letter_cases_of(word))
            for (auto& spelling : spellings_of(each))
                words.add(std::move(spelling), recognise_word);
    for (const auto& text : rules.exceptions)
        for (auto& each : letter_cases_of(text)) words.add(std::move(each), recognise_exception);
    for (const auto& secret : rules.secrets) {
        for (auto& each : spellings_of(secret)) words.add(std::move(each), recognise_known_secret);
        for (auto& each : base64_spellings_of(secret))
            words.add(std::move(each), recognise_known_base64);
    }
    add_hosts(rules.hosts, words);
    return words;
}

Result<std::shared_ptr<hs_database>> compiled(const Words& words) {
    std::vector<const char*> texts;
    std::vector<unsigned> flags(words.texts.size(), HS_FLAG_CASELESS), ids;
    std::vector<std::size_t> lengths;
    for (const auto& text : words.texts) {
        ids.push_back(static_cast<unsigned>(ids.size()));
        texts.push_back(text.data());
        lengths.push_back(text.size());
    }
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    if (hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), lengths.data(),
                             static_cast<unsigned>(texts.size()), HS_MODE_BLOCK, nullptr, &database,
                             &error) != HS_SUCCESS) {
        // Which word it is must not be said: it may be a secret.
        hs_free_compile_error(error);
        return Error{Fault::bug, "the words of redaction do not compile"};
    }
    return std::shared_ptr<hs_database>(database, hs_free_database);
}

/// What both searches are called back with.
struct Search {
    const std::vector<Trigger>& triggers;
    Reading& reading;
};

int on_word(unsigned id, unsigned long long, unsigned long long to, unsigned, void* context) {
    const auto& search = *static_cast<Search*>(context);
    const auto& trigger = search.triggers[id];
    const auto end = static_cast<std::size_t>(to);
    trigger.recognise(search.reading, end - trigger.length, end);
    return search.reading.image_bytes ? 1 : 0;
}

/// A match is of one line, so that it does not matter where a stream is cut: of one that is not,
/// what lies in its last line counts. Matches that overlap become one span at once, as there may be
/// one for every byte.
int on_pattern(unsigned, unsigned long long from, unsigned long long to, unsigned, void* context) {
    auto& reading = static_cast<Search*>(context)->reading;
    auto begin = static_cast<std::size_t>(from), end = static_cast<std::size_t>(to);
    while (end > begin && reading.text[end - 1] == '\n') --end;
    const auto newline = reading.text.substr(begin, end - begin).rfind('\n');
    if (newline != std::string_view::npos) begin += newline + 1;
    if (reading.pattern_span > 0) {
        auto& last = reading.spans[reading.pattern_span - 1];
        if (begin < last.to && last.from < end) {
            last.from = std::min(last.from, begin);
            last.to = std::max(last.to, end);
            return 0;
        }
    }
    reading.take(begin, end, Kind::secret);
    if (begin < end) reading.pattern_span = reading.spans.size();
    return 0;
}

}  // namespace

TriggerScratch::~TriggerScratch() { hs_free_scratch(scratch_); }

Result<Triggers> Triggers::compile(const rules::Rules& rules) {
    if (hs_valid_platform() != HS_SUCCESS)
        return Error{Fault::unsupported, "redaction needs a processor with SSSE3"};
    auto words = words_of(rules);
    auto database = compiled(words);
    if (!database) return database.error();
    auto patterns = rules::compiled_patterns(rules.patterns);
    if (!patterns) return patterns.error();
    Triggers made;
    made.triggers_ = std::move(words.triggers);
    made.database_ = std::move(*database);
    made.patterns_ = std::move(*patterns);
    return made;
}

Result<std::unique_ptr<TriggerScratch>> Triggers::scratch() const {
    hs_scratch_t* scratch = nullptr;
    auto status = hs_alloc_scratch(database_.get(), &scratch);
    if (status == HS_SUCCESS && patterns_) status = hs_alloc_scratch(patterns_.get(), &scratch);
    auto owned = std::make_unique<TriggerScratch>(scratch);
    if (status != HS_SUCCESS) return Error{Fault::full, "no memory to redact with"};
    return owned;
}

Result<> Triggers::scan(hs_database* database, Reading& reading, TriggerScratch& scratch,
                        int (*on_match)(unsigned, unsigned long long, unsigned long long, unsigned,
                                        void*)) const {
    Search search{triggers_, reading};
    const auto status =
        hs_scan(database, reading.text.data(), static_cast<unsigned>(reading.text.size()), 0,
                scratch.scratch_, on_match, &search);
    if (status != HS_SUCCESS && status != HS_SCAN_TERMINATED)
        return Error{Fault::bug, "searching for secrets failed with " + std::to_string(status)};
    return {};
}

Result<> Triggers::scan(Reading& reading, TriggerScratch& scratch) const {
    if (reading.text.size() > std::numeric_limits<unsigned>::max())
        return Error{Fault::full, "a text of more than 4 GiB cannot be redacted in one piece"};
    if (auto done = scan(database_.get(), reading, scratch, on_word); !done || !patterns_)
        return done;
    return scan(patterns_.get(), reading, scratch, on_pattern);
}

}  // namespace diag::redact
