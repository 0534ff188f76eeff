// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/names.hpp"

#include "platform/text.hpp"

namespace diag::backups {
namespace {

constexpr std::string_view prefix = "safr-backup-";

/// Digits of `text` from `at` on as a number; nothing where one of them is none.
std::optional<unsigned> digits(std::string_view text, std::size_t at, std::size_t count) {
    unsigned number = 0;
    for (const char digit : text.substr(at, count)) {
        if (digit < '0' || digit > '9') return {};
        number = number * 10 + static_cast<unsigned>(digit - '0');
    }
    return number;
}

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> endings) {
    for (const auto ending : endings)
        if (name.ends_with(ending)) return true;
    return false;
}

}  // namespace

std::optional<Time> time_in_name(std::string_view name, const Zone& zone, Time written) {
    using namespace std::chrono;
    constexpr std::size_t date_and_time = 15;  // YYYYMMDD-HHMMSS
    const auto small = lowered(name);
    if (!small.starts_with(prefix)) return {};
    const auto text = name.substr(prefix.size());
    if (text.size() < date_and_time || text[8] != '-') return {};
    const auto year = digits(text, 0, 4), month = digits(text, 4, 2), day = digits(text, 6, 2);
    const auto hour = digits(text, 9, 2), minute = digits(text, 11, 2),
               second = digits(text, 13, 2);
    if (!year || !month || !day || !hour || !minute || !second) return {};
    const year_month_day date{std::chrono::year(static_cast<int>(*year)),
                              std::chrono::month(*month), std::chrono::day(*day)};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return {};
    const auto local = Time{sys_days(date)} + hours(*hour) + minutes(*minute) + seconds(*second);
    return zone.moment_of(local, written);
}

std::string kind_of(std::string_view name, bool directory) {
    const auto small = lowered(name);
    if (directory) return {};
    if (small.starts_with(prefix) && ends_with_any(small, {".tgz", ".tar.gz", ".tar"}))
        return "SAFR";
    const bool mongo = small.find("mongo") != std::string::npos ||
                       small.find("dump") != std::string::npos ||
                       small.find("backup") != std::string::npos;
    if (ends_with_any(small, {".archive", ".archive.gz"}) ||
        (mongo && ends_with_any(small, {".gz", ".tgz", ".tar"})))
        return "mongodump archive";
    return {};
}

}  // namespace diag::backups
