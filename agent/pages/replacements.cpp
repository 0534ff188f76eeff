// SPDX-License-Identifier: Apache-2.0
#include "agent/pages/replacements.hpp"

#include <algorithm>

namespace diag::pages {
namespace {

constexpr std::size_t longest_line = std::size_t{1} << 20;
constexpr std::size_t context = 90;  ///< bytes of the line on either side

/// Inside a letter of UTF-8.
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

std::uint64_t characters(std::string_view text) {
    return text.size() - static_cast<std::uint64_t>(std::ranges::count_if(text, continues));
}

/// The end of `text`, at most `context` bytes, from a whole letter of UTF-8 on.
std::string_view tail(std::string_view text) {
    auto from = text.size() > context ? text.size() - context : 0;
    while (from > 0 && from < text.size() && continues(text[from])) ++from;
    return text.substr(from);
}

std::string_view start(std::string_view text) {
    auto to = std::min(text.size(), context);
    while (to > 0 && to < text.size() && continues(text[to])) --to;
    return text.substr(0, to);
}

}  // namespace

Replacements::Replacements(Recall recall, std::string kind, std::uint64_t skip, std::size_t most)
    : recall_(std::move(recall)), kind_(std::move(kind)), skip_(skip), most_(most) {}

bool Replacements::take(std::string_view bytes) {
    while (!bytes.empty() && !more_) {
        const auto end = bytes.find('\n');
        add(bytes.substr(0, end));
        if (end == std::string_view::npos) return true;
        end_line();
        bytes.remove_prefix(end + 1);
    }
    return !more_;
}

void Replacements::finish() {
    if (!rest_.empty() && !more_) end_line();
}

void Replacements::add(std::string_view piece) {
    const auto fits = std::min(piece.size(), longest_line - rest_.size());
    rest_ += piece.substr(0, fits);
    beyond_ += characters(piece.substr(fits));
}

void Replacements::end_line() {
    read_line(rest_);
    unread_ += beyond_;
    beyond_ = 0;
    rest_.clear();
}

void Replacements::read_line(std::string_view line) {
    ++line_;
    for (std::size_t at = 0; at < line.size() && !more_;) {
        const auto found = stand_in_at(line, at);
        if (found.size == 0) {
            ++at;
            continue;
        }
        const auto text = line.substr(at, found.size);
        const auto original = recall_(text);
        const auto kind = original ? std::string_view(original->kind) : found.kind;
        if (kind_.empty() || kind_ == kind) {
            ++seen_;
            if (skip_ > 0)
                --skip_;
            else if (kept_.size() == most_)
                more_ = true;
            else
                keep(line, at, {found.size, kind}, original);
        }
        at += found.size;
    }
}

void Replacements::keep(std::string_view line, std::size_t at, const StandIn& found,
                        const std::optional<Original>& original) {
    const auto in_front = line.substr(0, at), behind = line.substr(at + found.size);
    const auto before = tail(in_front), after = start(behind);
    kept_.push_back({.line = line_,
                     .kind = std::string(found.kind),
                     .stand_in = std::string(line.substr(at, found.size)),
                     .original = original ? std::optional(original->text) : std::nullopt,
                     .before = std::string(before),
                     .after = std::string(after),
                     .left_before = characters(in_front) - characters(before),
                     .left_after = characters(behind) - characters(after) + beyond_});
}

}  // namespace diag::pages
