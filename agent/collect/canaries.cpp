// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/canaries.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "agent/collect/canary_forms.hpp"
#include "agent/collect/clean.hpp"
#include "platform/digest.hpp"

namespace diag::collect {
namespace {

constexpr std::size_t block = std::size_t{1} << 20;  // what a stream is cut into
constexpr std::string_view plain_line =
    "2026-11-23 12:00:00,025 INFO  [http-nio-8080-exec-12] canary - nothing to see here\n";

std::size_t below(std::size_t bound) {
    std::array<unsigned char, 4> random{};
    fill_random(random);
    std::size_t number = 0;
    for (const auto byte : random) number = number << 8 | byte;
    return number % bound;
}

std::string lines_of(std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += plain_line;
    return text;
}

Error survived(const std::string& family) {
    return {Fault::bug, "redaction let a planted secret of family '" + family +
                            "' through; nothing was sealed"};
}

constexpr std::string_view value_of_a_name = "-";

/// The beginning of a picture with bytes of chance behind it: what is no text must be dropped.
std::string picture() {
    std::array<unsigned char, 512> random{};
    fill_random(random);
    return "\x89PNG\r\n\x1a\n" +
           std::string(reinterpret_cast<const char*>(random.data()), random.size());
}
constexpr std::string_view name_of_picture = "picture";

struct Documents {
    Canaries values, words, names;

    Result<> check(const Clean& clean) const {
        for (const auto& [name, item] : clean.items) {
            if (name == name_of_picture) continue;
            const auto checked = !item.text ? words.check(item.text.error().what)
                                 : item.text->text() == value_of_a_name
                                     ? names.check(name)
                                     : values.check(item.text->text());
            if (!checked) return checked.error();
        }
        return {};
    }
    std::size_t size() const { return values.size() + words.size() + names.size() + 1; }
};

}  // namespace

OwnCanaries OwnCanaries::made_up() {
    std::array<unsigned char, 16> random{};
    fill_random(random);
    const auto text = hex(random);
    return {"Cq-" + text.substr(0, 14) + "!7", "cw" + text.substr(16)};
}

Canaries::Canaries(const OwnCanaries& own) {
    for (const auto& form : canary_forms()) {
        auto secret = form.secret();
        std::string text(form.text);
        for (auto at = text.find("{}"); at != std::string::npos; at = text.find("{}", at))
            text.replace(at, 2, secret);
        plant(std::string(form.family), std::move(secret), std::move(text));
    }
    if (!own.secret.empty()) plant("learned", own.secret, "x" + own.secret + "x was met");
    if (!own.word.empty()) plant("word", own.word, "project " + own.word + " is named");
    for (auto left = all_.size(); left > 1; --left) std::swap(all_[left - 1], all_[below(left)]);
}

void Canaries::plant(std::string family, std::string secret, std::string text) {
    all_.push_back({std::move(family), std::move(secret), std::move(text)});
}

bool Canaries::holds(std::string_view secret) const {
    return std::ranges::any_of(all_, [&](const auto& each) { return each.secret == secret; });
}

std::string Canaries::text() const {
    std::string text;
    // A line of plain words parts them: what one takes too much must not hide the next.
    for (const auto& each : all_) text += each.text + "\n" + std::string(plain_line);
    return text;
}

Result<> Canaries::check(std::string_view clean) const {
    for (const auto& each : all_)
        if (clean.find(each.secret) != std::string_view::npos) return survived(each.family);
    const auto planted = text();
    if (std::ranges::count(clean, '\n') != std::ranges::count(planted, '\n'))
        return Error{Fault::bug,
                     "planted secrets came back as another text than was planted; "
                     "nothing was sealed"};
    return {};
}

std::size_t Canaries::families() const {
    std::set<std::string_view> names;
    for (const auto& each : all_) names.insert(each.family);
    return names.size();
}

Result<> check_documents(const redact::Redactor& redactor, const proof::SecondLook& look,
                         const OwnCanaries& own, exchange::CanaryCount& counts) {
    const Documents all{Canaries(own), Canaries(own), Canaries(own)};
    run::Gathered planted;
    planted.evidence.emplace("canary", all.values.text());
    planted.evidence.emplace("failed", Error{Fault::absent, all.words.text()});
    planted.evidence.emplace(all.names.text(), std::string(value_of_a_name));
    planted.evidence.emplace(name_of_picture, picture());
    const auto clean = redact_evidence(std::move(planted), redactor, look);
    const auto dropped = clean.items.find(std::string(name_of_picture));
    if (dropped != clean.items.end() && dropped->second.text) return survived("picture");
    if (clean.items.size() != 4 || clean.dropped != 1)
        return Error{Fault::bug, "planted secrets could not be redacted; nothing was sealed"};
    if (const auto gone = all.check(clean); !gone) return gone;
    counts.families = all.values.families() + 1;  // and the picture
    counts.planted += all.size();
    counts.gone += all.size();
    return {};
}

StreamCanaries::StreamCanaries(const OwnCanaries& own)
    : first_(own), second_(own), first_text_(first_.text()), second_text_(second_.text()) {
    // The first block ends somewhere in the second set, each time elsewhere.
    const auto into = below(second_text_.size());
    const auto taken = std::min(block, first_text_.size() + into);
    between_ = lines_of(block - taken);
}

Attachment StreamCanaries::attachment() const {
    return {.name = "canary", .text = first_text_ + between_ + second_text_ + lines_of(4096)};
}

Result<> StreamCanaries::check(std::string_view clean) const {
    std::size_t at = 0;
    const auto lines = [&](std::size_t count) {
        const auto from = at;
        for (; count > 0 && at < clean.size(); --count)
            at = std::min(clean.find('\n', at), clean.size() - 1) + 1;
        return clean.substr(from, at - from);
    };
    const auto count = [](std::string_view text) {
        return static_cast<std::size_t>(std::ranges::count(text, '\n'));
    };
    if (const auto gone = first_.check(lines(count(first_text_))); !gone) return gone;
    // Rules of a site may take words of these lines too, so they are counted and not compared.
    if (count(lines(count(between_))) != count(between_))
        return Error{Fault::bug, "lines without a secret did not come back; nothing was sealed"};
    return second_.check(lines(count(second_text_)));
}

}  // namespace diag::collect
