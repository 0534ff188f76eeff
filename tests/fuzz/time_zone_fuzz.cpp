// SPDX-License-Identifier: Apache-2.0
// Any bytes as a table of a time zone: refused, or a zone whose clocks are less than 26 hours off
// and whose instants show what was asked for, or more.
#include <cstdlib>

#include "platform/time_zone.hpp"
#include "platform/time_zone_rule.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    using namespace std::chrono;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto rule = zone_rule_from(text); rule && rule->saves_daylight)
        if (rule->begins.in(2028).time_since_epoch().count() == 0) std::abort();
    const auto zone = TimeZone::from(text);
    if (!zone) return 0;
    for (int year = 1902; year <= 2202; year += 7) {
        const local_time<milliseconds> wanted{local_days{std::chrono::year{year} / March / 29} +
                                              hours{2}};
        const auto at = zone->instant(wanted);
        if (abs(zone->offset_at(at)) >= hours{26} || zone->local(at) < wanted) std::abort();
    }
    return 0;
}
