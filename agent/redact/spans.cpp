// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/spans.hpp"

#include <algorithm>
#include <span>

namespace diag::redact {
namespace {

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

/// An address in a name or written backwards: more is known of it than of its digits alone.
bool says_more(const Span& span, const Span& last) {
    return span.from == last.from && span.to == last.to && span.kind == last.kind &&
           span.shape == Shape::backwards;
}

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

}  // namespace

void spare(Reading& reading, std::size_t& addresses) {
    auto& spans = reading.spans;
    auto& spared = reading.spared;
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

}  // namespace diag::redact
