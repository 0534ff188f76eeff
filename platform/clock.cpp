// SPDX-License-Identifier: Apache-2.0
#include "platform/clock.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <thread>

namespace diag {
namespace {

class SystemClock : public Clock {
public:
    Time now() override {
        return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
    }
    milliseconds uptime() override {
        return std::chrono::duration_cast<milliseconds>(
            std::chrono::steady_clock::now().time_since_epoch());
    }
    void sleep(milliseconds span) override { std::this_thread::sleep_for(span); }
};

}  // namespace

Clock& system_clock() {
    static SystemClock clock;
    return clock;
}

std::string to_text(Time time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()),
                  static_cast<int>(clock.subseconds().count()));
    return text.data();
}

}  // namespace diag
