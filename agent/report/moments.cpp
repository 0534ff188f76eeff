// SPDX-License-Identifier: Apache-2.0
#include "agent/report/moments.hpp"

#include <optional>

namespace diag::report {
namespace {

constexpr std::size_t most_moments = 100;
/// "2026-11-23T20:33"
constexpr std::string_view to_minute = "dddd-dd-ddTdd:dd";

bool fits(std::string_view text, std::string_view form) {
    if (text.size() < form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == 'd' ? !digit : text[i] != form[i] && !(form[i] == 'T' && text[i] == ' '))
            return false;
    }
    return true;
}

int number_at(std::string_view text, std::size_t at, std::size_t digits) {
    int number = 0;
    for (std::size_t i = at; i < at + digits; ++i) number = number * 10 + (text[i] - '0');
    return number;
}

std::optional<Time> minute_of(std::string_view text) {
    using namespace std::chrono;
    const year_month_day day{year{number_at(text, 0, 4)},
                             month{static_cast<unsigned>(number_at(text, 5, 2))},
                             std::chrono::day{static_cast<unsigned>(number_at(text, 8, 2))}};
    const int hour = number_at(text, 11, 2), minute = number_at(text, 14, 2);
    if (!day.ok() || hour > 23 || minute > 59) return {};
    return Time{sys_days{day}} + hours{hour} + minutes{minute};
}

/// The moment at the beginning of `text`; `used` is how many bytes of it are the moment's.
std::optional<Moment> moment_at(std::string_view text, std::size_t& used) {
    if (!fits(text, to_minute)) return {};
    const auto minute = minute_of(text);
    const auto rest = text.substr(to_minute.size());
    if (!minute) return {};
    used = to_minute.size();
    if (rest.starts_with("Z") || rest.starts_with(" UTC")) return Moment{*minute, true};
    if (!fits(rest, ":dd") || number_at(rest, 1, 2) > 59) return {};
    const auto seconds = *minute + std::chrono::seconds{number_at(rest, 1, 2)};
    if (rest.substr(3).starts_with("Z")) return Moment{seconds};
    if (!fits(rest, ":dd.dddZ")) return {};
    return Moment{seconds + milliseconds{number_at(rest, 4, 3)}};
}

}  // namespace

std::vector<Moment> moments_in(std::string_view text) {
    std::vector<Moment> moments;
    for (std::size_t at = 0; at < text.size() && moments.size() < most_moments; ++at) {
        std::size_t used = 1;
        if (const auto moment = moment_at(text.substr(at), used)) {
            moments.push_back(*moment);
            at += used - 1;
        }
    }
    return moments;
}

}  // namespace diag::report
