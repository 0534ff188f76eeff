// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/redactor.hpp"

#include <algorithm>
#include <mutex>

#include "agent/redact/binary.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/candidates.hpp"
#include "agent/redact/encoded.hpp"
#include "agent/redact/entropy.hpp"
#include "agent/redact/masks.hpp"
#include "agent/redact/reading.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/spans.hpp"
#include "agent/redact/stand_ins.hpp"
#include "agent/redact/triggers.hpp"
#include "agent/redact/vectors.hpp"
#include "platform/utf16.hpp"

namespace diag::redact {
namespace {

using Counts = std::array<std::uint64_t, kind_names.size()>;

/// A run this long without a gap is no text: base64 or hexadecimal of something big.
constexpr std::size_t run_limit = 4096;

struct AddressCandidates : Candidates {
    explicit AddressCandidates(Reading& where) : reading(where) {}
    void dots(std::size_t at) override { recognise_ipv4(reading, at); }
    void colons(std::size_t at) override { recognise_colons(reading, at); }
    void dashes(std::size_t at) override { recognise_mac(reading, at); }
    void octets(std::size_t dash) override { recognise_dashed_octets(reading, dash); }
    void sign(std::size_t at) override {
        recognise_email(reading, at);
        recognise_pair_before_host(reading, at);
    }
    void scheme(std::size_t at) override {
        recognise_url(reading, at, at + 3);
        recognise_url_host(reading, at, at + 3);
    }
    void odd(std::size_t at) override {
        if (reading.text[at] == '+') return recognise_plus(reading, at);
        recognise_tilde(reading, at);
    }
    void number(std::size_t dash) override { recognise_local_number(reading, dash); }
    void groups(std::size_t dash) override { recognise_grouped_key(reading, dash); }
    void quads(std::size_t dot) override { recognise_dotted_mac(reading, dot); }
    Reading& reading;
};

void find_runs(Reading& reading) {
    static constexpr ByteSet run_bytes = set_of(base64_bytes);
    std::size_t done = 0;
    while (const auto run = next_run(reading.text, run_bytes, run_limit, done)) {
        reading.take(run->from, run->to, Kind::data);
        done = run->to;
    }
}

void write_span(std::string_view value, const Span& span, StandIns& stand_ins,
                std::string& output) {
    const auto quote = [&] {
        if (span.shape == Shape::quoted) output.append(span.escapes, '\\').push_back('"');
    };
    quote();
    stand_ins.write(value, span, output);
    quote();
    if (is_address(span.kind)) return;
    const auto lines = std::count(value.begin(), value.end(), '\n');
    output.append(static_cast<std::size_t>(lines), '\n');
}

/// `text`, which begins with `ascii` bytes of ASCII, or where it holds UTF-16, which no rule would
/// see through, what it says in UTF-8.
std::string_view as_utf8(std::string_view text, std::size_t ascii, std::string& converted) {
    if (ascii == text.size()) return text;
    Utf16Reader utf16;
    if (utf16.passes(text)) return text;
    utf16.read(text, true, converted);
    return utf16.met() ? converted : text;
}

}  // namespace

std::string_view rules_version() { return "vectorscan-5.4 rules-9"; }

std::string rules_version(const rules::Rules& rules) {
    std::string text(rules_version());
    for (const auto& label : rules.labels) text += ", " + label;
    return text;
}

Redacted fixed_text(std::string_view text) { return Redacted(std::string(text)); }

struct Redactor::Engine {
    /// What one thread works with.
    struct Workspace {
        std::unique_ptr<TriggerScratch> scratch;
        StandIns stand_ins;
        Reading reading;
    };

    Engine(const CaseKey& given, Triggers compiled) : key(given), triggers(std::move(compiled)) {}

    Result<std::unique_ptr<Workspace>> borrow() {
        {
            const std::lock_guard guard(lock);
            if (!idle.empty()) {
                auto workspace = std::move(idle.back());
                idle.pop_back();
                return workspace;
            }
        }
        auto scratch = triggers.scratch();
        if (!scratch) return scratch.error();
        return std::unique_ptr<Workspace>(
            new Workspace{std::move(*scratch), StandIns(key, observer), {}});
    }
    void give_back(std::unique_ptr<Workspace> workspace) {
        const std::lock_guard guard(lock);
        idle.push_back(std::move(workspace));
    }

    /// What is to be replaced in `text`, of which the first `ascii` bytes are ASCII.
    Result<> find(std::string_view text, std::size_t ascii, Workspace& workspace,
                  Redactions& counts) const {
        if (const auto foreign = first_foreign(text, ascii)) {
            ++counts[std::string(kind_names[static_cast<std::size_t>(foreign->form.kind)])];
            return Error{Fault::refused, "not text: " + std::string(foreign->form.name)};
        }
        auto& reading = workspace.reading;
        reading.begin(text);
        AddressCandidates candidates(reading);
        find_candidates(text, candidates);
        auto addresses = reading.spans.size();
        find_runs(reading);
        find_payloads(reading);
        find_byte_lists(reading);
        find_vectors(reading);
        if (const auto scanned = triggers.scan(reading, *workspace.scratch); !scanned)
            return scanned.error();
        if (reading.image_bytes) {
            ++counts["image"];
            return Error{Fault::refused, "not text: image bytes among the lines"};
        }
        spare(reading, addresses);
        merge(reading.spans, addresses);
        find_random_values(reading);
        return {};
    }

    void write(Workspace& workspace, Counts& counts, std::string& output) const {
        const auto& reading = workspace.reading;
        output.reserve(reading.text.size() + reading.spans.size() * 16);
        std::size_t done = 0;
        for (const auto& span : reading.spans) {
            output.append(reading.text.substr(done, span.from - done));
            write_span(reading.text.substr(span.from, span.to - span.from), span,
                       workspace.stand_ins, output);
            ++counts[static_cast<std::size_t>(span.kind)];
            done = span.to;
        }
        output.append(reading.text.substr(done));
    }

    CaseKey key;
    Observer observer;
    Triggers triggers;
    std::mutex lock;
    std::vector<std::unique_ptr<Workspace>> idle;
};

Redactor::Redactor(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Redactor::Redactor(Redactor&&) noexcept = default;
Redactor& Redactor::operator=(Redactor&&) noexcept = default;
Redactor::~Redactor() = default;

Result<Redactor> Redactor::create(const CaseKey& key, const rules::Rules& rules) {
    auto triggers = Triggers::compile(rules);
    if (!triggers) return triggers.error();
    return Redactor(std::make_unique<Engine>(key, std::move(*triggers)));
}

void Redactor::observe(Observer observer) { engine_->observer = std::move(observer); }

Result<> Redactor::redact(std::string_view text, Redactions& counts, Redacted& output) const {
    output.text_.clear();
    std::string converted;
    const auto ascii = ascii_length(text);
    text = as_utf8(text, ascii, converted);
    auto workspace = engine_->borrow();
    if (!workspace) return workspace.error();
    const auto found = engine_->find(text, ascii, **workspace, counts);
    if (found) {
        Counts made{};
        engine_->write(**workspace, made, output.text_);
        for (std::size_t kind = 0; kind < made.size(); ++kind)
            if (made[kind] > 0) counts[std::string(kind_names[kind])] += made[kind];
    }
    engine_->give_back(std::move(*workspace));
    return found;
}

Result<Redacted> Redactor::redact(std::string_view text, Redactions& counts) const {
    Redacted output{std::string{}};
    if (const auto done = redact(text, counts, output); !done) return done.error();
    return output;
}

}  // namespace diag::redact
