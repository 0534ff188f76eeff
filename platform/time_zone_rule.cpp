// SPDX-License-Identifier: Apache-2.0
#include "platform/time_zone_rule.hpp"

#include <algorithm>
#include <cctype>

namespace diag {
namespace {

using namespace std::chrono;

constexpr std::int32_t most_hours = 167;  // RFC 8536 3.3.1: a week less one hour

/// Takes what it reads off the front; once something is wrong nothing more is right.
class RuleReader {
public:
    explicit RuleReader(std::string_view text) : rest_(text) {}

    bool right() const { return right_; }
    bool at_end() const { return rest_.empty(); }
    bool begins_with(char letter) const { return rest_.starts_with(letter); }

    bool takes(char letter) {
        if (!begins_with(letter)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    void expect(char letter) { right_ = takes(letter) && right_; }

    int number(int least, int most) {
        int value = 0;
        std::size_t digits = 0;
        while (digits < 3 && digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9')
            value = value * 10 + (rest_[digits++] - '0');
        rest_.remove_prefix(digits);
        right_ = right_ && digits > 0 && value >= least && value <= most;
        return std::clamp(value, least, most);
    }

    /// "CET", "<+0330>"
    void name() {
        const bool quoted = takes('<');
        const auto end = std::find_if(rest_.begin(), rest_.end(), [quoted](unsigned char letter) {
            return quoted ? letter == '>' : std::isalpha(letter) == 0;
        });
        const auto length = static_cast<std::size_t>(end - rest_.begin());
        right_ = right_ && length >= 3;
        rest_.remove_prefix(length);
        if (quoted) expect('>');
    }

    /// "[+-]hh[:mm[:ss]]" in seconds.
    std::int32_t span(int hours) {
        const bool minus = takes('-');
        if (!minus) takes('+');
        std::int32_t value = number(0, hours) * 3'600;
        if (takes(':')) value += number(0, 59) * 60;
        if (takes(':')) value += number(0, 59);
        return minus ? -value : value;
    }

    YearlyRule rule() {
        YearlyRule rule;
        expect(',');
        if (takes('M')) {
            rule.month = number(1, 12);
            expect('.');
            rule.week = number(1, 5);
            expect('.');
            rule.weekday = number(0, 6);
        } else if (takes('J')) {
            rule.form = YearlyRule::Form::julian;
            rule.day = number(1, 365);
        } else {
            rule.form = YearlyRule::Form::day;
            rule.day = number(0, 365);
        }
        if (takes('/')) rule.seconds = span(most_hours);
        return rule;
    }

private:
    std::string_view rest_;
    bool right_ = true;
};

local_days day_of(const YearlyRule& rule, year which) {
    const local_days first{which / January / 1};
    if (rule.form == YearlyRule::Form::day) return first + days{rule.day};
    if (rule.form == YearlyRule::Form::julian)
        return first + days{rule.day - 1 + (which.is_leap() && rule.day >= 60 ? 1 : 0)};
    const auto in_month = which / month{static_cast<unsigned>(rule.month)};
    const weekday wanted{static_cast<unsigned>(rule.weekday)};
    if (rule.week == 5) return local_days{in_month / wanted[last]};
    return local_days{in_month / wanted[static_cast<unsigned>(rule.week)]};
}

}  // namespace

local_seconds YearlyRule::in(int which) const {
    return day_of(*this, year{which}) + std::chrono::seconds{seconds};
}

std::optional<ZoneRule> zone_rule_from(std::string_view text) {
    RuleReader in(text);
    ZoneRule zone;
    in.name();
    zone.standard = -in.span(24);
    if (!in.at_end() && in.right()) {
        zone.saves_daylight = true;
        in.name();
        zone.daylight = in.begins_with(',') ? zone.standard + 3'600 : -in.span(24);
        zone.begins = in.rule();
        zone.ends = in.rule();
    }
    if (!in.right() || !in.at_end()) return std::nullopt;
    return zone;
}

}  // namespace diag
