// SPDX-License-Identifier: Apache-2.0
// Signatures and levels are found by Vectorscan over the whole block; only lines that match are
// looked at one by one. So lines without a match cost no more than being scanned.
#include "agent/stream/sightings.hpp"

#include <hs.h>

#include <algorithm>
#include <array>

namespace diag::stream {
namespace {

constexpr auto npos = std::string_view::npos;
/// How far back a line without a time looks for the record it belongs to: a deep stack trace.
constexpr int record_lines = 256;
constexpr int edge_lines = 64;  ///< looked at for the first and last time of a block

struct LevelPattern {
    const char* pattern;
    bool error;
};
/// As Java frameworks, syslog bridges, nginx, logfmt, JSON loggers and mongod (structured, 4.4 on)
/// write them. Ids from level_base on.
constexpr std::array<LevelPattern, 9> level_patterns{
    {{R"-(\b(ERROR|FATAL|SEVERE|CRITICAL)\b)-", true},
     {R"-(\bWARN(ING)?\b)-", false},
     {R"-("s":"[EF]")-", true},
     {R"-("s":"W")-", false},
     {R"-("(level|severity)": ?"(error|fatal|critical)")-", true},
     {R"-("(level|severity)": ?"warn(ing)?")-", false},
     {R"-(\blevel=(error|fatal|critical)\b)-", true},
     {R"-(\blevel=warn(ing)?\b)-", false},
     {R"-(\[(error|crit|alert|emerg)\])-", true}}};
constexpr unsigned level_base = 1u << 16;

/// What is known while matches of one block come in, in order of where they end.
struct Watch {
    Watch(std::string_view text, const TimestampReader& reader, const std::vector<std::size_t>& ids,
          Sightings& into)
        : block(text), times(reader), signature_of(ids), found(into) {}

    std::string_view block;
    const TimestampReader& times;
    const std::vector<std::size_t>& signature_of;
    Sightings& found;
    std::size_t line_from = 0;  ///< of the line looked at last
    std::size_t line_to = 0;    ///< its newline
    std::uint64_t line = 0;
    bool begun = false;
    std::size_t levelled_from = npos;  ///< the line whose level was counted last
    std::size_t record_from = npos;    ///< the line that gave record_time
    std::size_t record_known_to = 0;   ///< up to where lines belong to that record
    std::optional<Time> record_time;

    void move_to(std::size_t at) {
        if (!begun) {
            begun = true;
            line_to = std::min(block.find('\n'), block.size());
        }
        if (at <= line_to) return;
        const auto start = block.rfind('\n', at - 1);
        if (start == npos || start < line_to) return;
        line += 1 + static_cast<std::uint64_t>(
                        std::count(block.begin() + line_to + 1, block.begin() + start + 1, '\n'));
        line_from = start + 1;
        line_to = std::min(block.find('\n', line_from), block.size());
    }

    std::string_view line_text() const { return block.substr(line_from, line_to - line_from); }

    /// The time of the line, or of the record it belongs to.
    std::optional<Time> time() {
        auto from = line_from, to = line_to;
        for (int count = 0; count < record_lines; ++count) {
            if (record_from != npos && from < record_known_to) break;
            if (const auto time = times.read(block.substr(from, to - from))) {
                record_from = from;
                record_time = time;
                break;
            }
            if (from == 0) break;
            to = from - 1;
            const auto before = to == 0 ? npos : block.rfind('\n', to - 1);
            from = before == npos ? 0 : before + 1;
        }
        record_known_to = std::max(record_known_to, line_to + 1);
        return record_time;
    }
};

/// Whether a milder level's word stands before `at`: "INFO ... received ERROR response".
bool is_milder(std::string_view before) {
    constexpr std::array<std::string_view, 5> words{"INFO", "DEBUG", "TRACE", "NOTICE", "WARN"};
    return std::any_of(words.begin(), words.end(),
                       [&](auto word) { return before.find(word) != npos; });
}

void see_level(Watch& watch, bool error, std::size_t to) {
    if (watch.levelled_from == watch.line_from) return;
    const auto before = watch.block.substr(watch.line_from, to - watch.line_from);
    // The word found may be WARN itself; it is the last one in `before`.
    if (is_milder(before.substr(0, before.size() - std::min<std::size_t>(before.size(), 8))))
        return;
    watch.levelled_from = watch.line_from;
    auto& found = watch.found;
    const auto time = watch.time();
    auto& count =
        time ? found.timeline[Time(time->time_since_epoch() / timeline_step * timeline_step)]
             : found.untimed;
    ++(error ? count.errors : count.warnings);
}

void see_signature(Watch& watch, std::size_t signature) {
    auto& all = watch.found.signatures;
    auto found = std::find_if(all.begin(), all.end(),
                              [&](const Sighting& s) { return s.signature == signature; });
    const auto line = watch.line;
    if (found == all.end()) {
        all.push_back({signature, 0, line, line, watch.time(), {}});
        found = all.end() - 1;
    } else if (found->last_line == line) {
        return;
    }
    ++found->count;
    found->last_line = line;
    found->last_time = watch.time();
}

int on_match(unsigned id, unsigned long long, unsigned long long to, unsigned, void* context) {
    auto& watch = *static_cast<Watch*>(context);
    const auto end = static_cast<std::size_t>(to);
    watch.move_to(end > 0 ? end - 1 : 0);
    if (id >= level_base)
        see_level(watch, level_patterns[id - level_base].error, end);
    else
        see_signature(watch, watch.signature_of[id]);
    return 0;
}

/// The first and the last time that lines near the edges of the block tell.
void see_edges(std::string_view block, const TimestampReader& times, Sightings& found) {
    auto at = std::size_t{0};
    for (int count = 0; count < edge_lines && at < block.size() && !found.first_time; ++count) {
        const auto end = std::min(block.find('\n', at), block.size());
        found.first_time = times.read(block.substr(at, end - at));
        at = end + 1;
    }
    auto end = block.size();
    for (int count = 0; count < edge_lines && end > 0 && !found.last_time; ++count) {
        if (block[end - 1] == '\n') --end;
        const auto newline = end == 0 ? npos : block.rfind('\n', end - 1);
        const auto from = newline == npos ? 0 : newline + 1;
        found.last_time = times.read(block.substr(from, end - from));
        end = from;
    }
    if (!found.first_time) found.first_time = found.last_time;
}

struct Patterns {
    std::vector<const char*> texts;
    std::vector<unsigned> flags;
    std::vector<unsigned> ids;
};

std::shared_ptr<hs_database_t> compiled(const Patterns& patterns) {
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    const auto status = hs_compile_multi(
        patterns.texts.data(), patterns.flags.data(), patterns.ids.data(),
        static_cast<unsigned>(patterns.texts.size()), HS_MODE_BLOCK, nullptr, &database, &error);
    hs_free_compile_error(error);
    return {status == HS_SUCCESS ? database : nullptr, hs_free_database};
}

constexpr unsigned pattern_flags = HS_FLAG_MULTILINE;

bool compiles(const Signature& signature) {
    return compiled({{signature.pattern.c_str()}, {pattern_flags}, {0}}) != nullptr;
}

}  // namespace

bool usable(const Signature& signature) { return compiles(signature); }

Lookout::Lookout(std::span<const Signature> signatures) {
    Patterns patterns;
    for (std::size_t i = 0; i < level_patterns.size(); ++i) {
        patterns.texts.push_back(level_patterns[i].pattern);
        patterns.flags.push_back(0);
        patterns.ids.push_back(level_base + static_cast<unsigned>(i));
    }
    const auto levels = patterns;
    auto indices = std::make_shared<std::vector<std::size_t>>();
    const auto add = [&](std::size_t index) {
        patterns.ids.push_back(static_cast<unsigned>(indices->size()));
        patterns.texts.push_back(signatures[index].pattern.c_str());
        patterns.flags.push_back(pattern_flags);
        indices->push_back(index);
    };
    for (std::size_t i = 0; i < signatures.size(); ++i) add(i);
    database_ = compiled(patterns);
    if (!database_) {  // one of them is at fault: find which, and go on without
        patterns = levels;
        indices->clear();
        for (std::size_t i = 0; i < signatures.size(); ++i)
            if (compiles(signatures[i])) add(i);
        database_ = compiled(patterns);
    }
    signature_of_ = std::move(indices);
    if (database_) hs_alloc_scratch(database_.get(), &scratch_);
}

Lookout::Lookout(const Lookout& other)
    : database_(other.database_), signature_of_(other.signature_of_) {
    if (other.scratch_ != nullptr) hs_clone_scratch(other.scratch_, &scratch_);
}

Lookout::~Lookout() { hs_free_scratch(scratch_); }

Sightings Lookout::look(std::string_view block, const TimestampReader& times) const {
    Sightings found;
    see_edges(block, times, found);
    found.lines = static_cast<std::uint64_t>(std::count(block.begin(), block.end(), '\n'));
    if (scratch_ == nullptr) return found;
    Watch watch(block, times, *signature_of_, found);
    hs_scan(database_.get(), block.data(), static_cast<unsigned>(block.size()), 0, scratch_,
            on_match, &watch);
    return found;
}

}  // namespace diag::stream
