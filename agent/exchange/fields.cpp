// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/fields.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "platform/text.hpp"

namespace diag::exchange {
namespace {

const json::object nothing;
const json::array no_elements;

}  // namespace

Fields::Fields(const json::value& document, std::string what)
    : members_(document.if_object()), what_(std::move(what)) {
    if (members_) return;
    members_ = &nothing;
    problem_ = Error{Fault::malformed, what_ + " is not a JSON object"};
}

bool Fields::has(std::string_view key) const {
    return members_->if_contains({key.data(), key.size()}) != nullptr;
}

void Fields::fail(std::string_view key, std::string_view expected) {
    if (!problem_)
        problem_ = Error{Fault::malformed, what_ + ": \"" + std::string(key) + "\" should be " +
                                               std::string(expected)};
}

const json::value* Fields::optional(std::string_view key) {
    known_.emplace(key);
    return members_->if_contains({key.data(), key.size()});
}

const json::value* Fields::required(std::string_view key, std::string_view expected) {
    const auto* member = optional(key);
    if (!member) fail(key, std::string(expected) + ", and is missing");
    return member;
}

std::string Fields::text(std::string_view key) {
    const auto* member = required(key, "text");
    const auto* text = member ? member->if_string() : nullptr;
    if (!text) fail(key, "text");
    return text ? std::string(*text) : std::string();
}

std::string Fields::hex_digest(std::string_view key) {
    auto text = this->text(key);
    const auto digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (text.size() != 64 || !std::all_of(text.begin(), text.end(), digit))
        fail(key, "64 lower-case hexadecimal digits");
    return text;
}

std::uint64_t Fields::natural(std::string_view key) {
    const auto* member = required(key, "a whole number");
    if (member && member->is_uint64()) return member->get_uint64();
    if (member && member->is_int64() && member->get_int64() >= 0)
        return static_cast<std::uint64_t>(member->get_int64());
    fail(key, "a whole number, not negative");
    return 0;
}

double Fields::real(std::string_view key) {
    const auto* member = required(key, "a number");
    if (member && member->is_number()) {
        const auto number = member->to_number<double>();
        if (std::isfinite(number) && number >= 0) return number;
    }
    fail(key, "a number, not negative");
    return 0;
}

bool Fields::flag(std::string_view key) {
    const auto* member = optional(key);
    if (member && !member->is_bool()) fail(key, "true or false");
    return member && member->is_bool() && member->get_bool();
}

Time Fields::time(std::string_view key) {
    const auto time = time_from(text(key));
    if (!time) fail(key, "a time like 2026-11-23T20:33:28.123Z");
    return time.value_or(Time{});
}

const json::array& Fields::list(std::string_view key) {
    const auto* member = required(key, "a list");
    const auto* list = member ? member->if_array() : nullptr;
    if (!list) fail(key, "a list");
    return list ? *list : no_elements;
}

std::map<std::string, std::uint64_t, std::less<>> Fields::counts(std::string_view key) {
    std::map<std::string, std::uint64_t, std::less<>> counts;
    const auto* member = required(key, "an object of counts");
    if (!member) return counts;
    Fields inner(*member, what_ + ": " + std::string(key));
    for (const auto& [kind, count] : *inner.members_) counts[kind] = inner.natural(kind);
    if (auto wrong = inner.problem(); wrong && !problem_) problem_ = std::move(wrong);
    return counts;
}

std::optional<Error> Fields::problem() {
    for (const auto& [key, member] : *members_)
        if (!problem_ && !known_.contains(std::string_view(key)))
            problem_ = Error{Fault::malformed, what_ + ": unknown field \"" +
                                                   printable(std::string_view(key)) + "\""};
    return problem_;
}

json::object counts_json(const std::map<std::string, std::uint64_t, std::less<>>& counts) {
    json::object object;
    for (const auto& [kind, count] : counts) object[kind] = count;
    return object;
}

std::optional<Time> time_from(std::string_view text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, fraction = 0;
    const std::string copy(text);
    // NOLINTNEXTLINE(cert-err34-c): what was read is compared with the text below
    if (std::sscanf(copy.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ", &year, &month, &day, &hour,
                    &minute, &second, &fraction) != 7)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;
    const Time time{std::chrono::sys_days{date} + std::chrono::hours{hour} +
                    std::chrono::minutes{minute} + std::chrono::seconds{second} +
                    milliseconds{fraction}};
    if (to_text(time) != text) return std::nullopt;
    return time;
}

}  // namespace diag::exchange
