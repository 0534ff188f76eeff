// SPDX-License-Identifier: Apache-2.0
#include "collectors/capacity/history.hpp"

#include <algorithm>

#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

constexpr std::size_t most_drives = 32;
constexpr std::chrono::hours distance{1};

}  // namespace

std::string to_line(const Measured& measured) {
    json::object drives;
    for (const auto& [point, used] : measured.drives)
        if (drives.size() < most_drives) drives[point] = used;
    return json::write(
        {{"time", measured.time.time_since_epoch().count()}, {"drives", std::move(drives)}});
}

std::vector<Measured> measured_in(std::string_view text, Time now) {
    std::vector<Measured> all;
    for (const auto line : lines_of(text)) {
        const auto document = json::parse(line);
        if (!document) continue;
        const auto time = json::integer_at(*document, "time");
        if (!time || Time{milliseconds{*time}} > now || *time < 0) continue;
        Measured measured{.time = Time{milliseconds{*time}}, .drives = {}};
        const auto* drives = json::find(*document, "drives");
        if (drives && drives->is_object())
            for (const auto& [point, used] : drives->get_object())
                if (measured.drives.size() < most_drives && used.is_number())
                    measured.drives.emplace(point,
                                            json::natural_at(json::object{{"n", used}}, "n"));
        all.push_back(std::move(measured));
    }
    std::ranges::stable_sort(all, {}, &Measured::time);
    return all;
}

bool is_due(const std::vector<Measured>& past, Time now) {
    return past.empty() || now - past.back().time >= distance;
}

}  // namespace diag::capacity
