// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/redactor.hpp"

#include <algorithm>
#include <mutex>
#include <span>

#include "agent/redact/binary.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/candidates.hpp"
#include "agent/redact/encoded.hpp"
#include "agent/redact/entropy.hpp"
#include "agent/redact/reading.hpp"
#include "agent/redact/recognise.hpp"
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
    void sign(std::size_t at) override { recognise_email(reading, at); }
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

/// Only long lines can hold long runs, and most texts have none: newlines are found fast.
void find_runs(Reading& reading) {
    const auto text = reading.text;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        for (auto from = at; end - at >= run_limit && from < end;) {
            const auto to = skip(text, base64_bytes, from, end);
            if (to - from >= run_limit) reading.take(from, to, Kind::data);
            from = to + 1;
        }
        at = end + 1;
    }
}

bool earlier(const Span& left, const Span& right) {
    return left.from < right.from || (left.from == right.from && left.to > right.to);
}

/// Each search tells in order but for neighbours, so insertion is quick; what is far out of order,
/// as hostile text can make it, is left to a sort that never takes long.
void sort(std::span<Span> spans) {
    std::size_t moves = 0;
    for (std::size_t i = 1; i < spans.size(); ++i) {
        const auto span = spans[i];
        auto at = i;
        for (; at > 0 && earlier(span, spans[at - 1]); --at) spans[at] = spans[at - 1];
        spans[at] = span;
        moves += i - at;
        if (moves > 16 * spans.size()) return std::sort(spans.begin(), spans.end(), earlier);
    }
}

/// What stands before the '@' of a URL looks like the beginning of a mail address, and is none.
bool is_url_and_email(const Span& left, const Span& right) {
    return (left.shape == Shape::url && right.kind == Kind::email) ||
           (right.shape == Shape::url && left.kind == Kind::email);
}

/// Leaves out what an exception of the site covers whole and may cover.
void spare(std::vector<Span>& spans, std::vector<Spared>& spared, std::size_t& addresses) {
    if (spared.empty()) return;
    std::sort(spared.begin(), spared.end(),
              [](const Spared& left, const Spared& right) { return left.from < right.from; });
    // Of all that begin before a place, how far the longest reaches.
    for (std::size_t i = 1; i < spared.size(); ++i)
        spared[i].to = std::max(spared[i].to, spared[i - 1].to);
    const auto stays = [&](const Span& span) {
        if (!can_be_spared(span.kind)) return false;
        const auto after =
            std::upper_bound(spared.begin(), spared.end(), span.from,
                             [](std::size_t from, const Spared& each) { return from < each.from; });
        return after != spared.begin() && std::prev(after)->to >= span.to;
    };
    const auto middle = spans.begin() + static_cast<std::ptrdiff_t>(addresses);
    const auto first = std::remove_if(spans.begin(), middle, stays);
    const auto second = std::remove_if(middle, spans.end(), stays);
    addresses = static_cast<std::size_t>(first - spans.begin());
    spans.erase(std::move(middle, second, first), spans.end());
}

/// An address in a name or written backwards: more is known of it than of its digits alone.
bool says_more(const Span& span, const Span& last) {
    return span.from == last.from && span.to == last.to && span.kind == last.kind &&
           span.shape == Shape::backwards;
}

/// Stand-ins of these are made of what the value says, and hold for just its own bytes.
bool is_address(Kind kind) { return kind == Kind::ipv4 || kind == Kind::ipv6 || kind == Kind::mac; }

/// Makes `last` the union of both, which overlap; it begins no later. An address in something wider
/// names nothing but itself: all hosts that are called after theirs would be one.
void unite(Span& last, const Span& span) {
    const auto to = std::max(last.to, span.to);
    const bool same = span.from == last.from && span.to == last.to;
    if (same && span.shape == Shape::quoted) {
        last.shape = span.shape;
        last.escapes = span.escapes;
    }
    if (says_more(span, last)) last = span;
    const bool is_graver = span.kind < last.kind;
    const auto kind = is_graver ? span.kind : last.kind;
    const bool last_is_whole = last.to == to;
    const bool span_is_whole = span.from == last.from && span.to == to;
    if (!is_address(kind)) {
        last.kind = kind;
    } else if (is_graver ? span_is_whole : !last_is_whole && span_is_whole) {
        last = span;
    } else if (!last_is_whole) {
        last.kind = last.kind == Kind::host || span.kind == Kind::host ? Kind::host : Kind::word;
        last.shape = Shape::mark;
    }
    last.to = to;
}

/// The union of overlapping spans, named by the gravest kind and written as the widest asks. The
/// first `addresses` come from one search, the others from another.
void merge(std::vector<Span>& spans, std::size_t addresses) {
    const auto middle = spans.begin() + static_cast<std::ptrdiff_t>(addresses);
    sort({spans.begin(), middle});
    sort({middle, spans.end()});
    std::inplace_merge(spans.begin(), middle, spans.end(), earlier);
    std::size_t kept = 0;
    for (const auto& span : spans) {
        if (kept > 0 && span.from < spans[kept - 1].to) {
            auto& last = spans[kept - 1];
            if (is_url_and_email(last, span)) {
                if (span.shape == Shape::url) last = span;
                continue;
            }
            unite(last, span);
        } else {
            spans[kept++] = span;
        }
    }
    spans.resize(kept);
}

void write_span(std::string_view value, const Span& span, const StandIns& stand_ins, Recent& recent,
                std::string& output) {
    const auto quote = [&] {
        if (span.shape == Shape::quoted) output.append(span.escapes, '\\').push_back('"');
    };
    quote();
    stand_ins.write(value, span, recent, output);
    quote();
    const auto lines = std::count(value.begin(), value.end(), '\n');
    output.append(static_cast<std::size_t>(lines), '\n');
}

/// `text`, or where it holds UTF-16, which no rule would see through, what it says in UTF-8.
std::string_view as_utf8(std::string_view text, std::string& converted) {
    Utf16Reader utf16;
    if (utf16.passes(text)) return text;
    utf16.read(text, true, converted);
    return utf16.met() ? converted : text;
}

}  // namespace

std::string_view rules_version() { return "vectorscan-5.4 rules-4"; }

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
        Reading reading;
        Recent recent;
    };

    Engine(const CaseKey& key, Triggers compiled) : stand_ins(key), triggers(std::move(compiled)) {}

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
        auto workspace = std::make_unique<Workspace>();
        workspace->scratch = std::move(*scratch);
        return workspace;
    }
    void give_back(std::unique_ptr<Workspace> workspace) {
        const std::lock_guard guard(lock);
        idle.push_back(std::move(workspace));
    }

    Result<> find(std::string_view text, Workspace& workspace, Redactions& counts) const {
        if (const auto foreign = first_foreign(text)) {
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
        spare(reading.spans, reading.spared, addresses);
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
            write_span(reading.text.substr(span.from, span.to - span.from), span, stand_ins,
                       workspace.recent, output);
            ++counts[static_cast<std::size_t>(span.kind)];
            done = span.to;
        }
        output.append(reading.text.substr(done));
    }

    StandIns stand_ins;
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

void Redactor::observe(Observer observer) { engine_->stand_ins.observer = std::move(observer); }

Result<> Redactor::redact(std::string_view text, Redactions& counts, Redacted& output) const {
    output.text_.clear();
    std::string converted;
    text = as_utf8(text, converted);
    auto workspace = engine_->borrow();
    if (!workspace) return workspace.error();
    const auto found = engine_->find(text, **workspace, counts);
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
