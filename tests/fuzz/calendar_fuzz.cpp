// SPDX-License-Identifier: Apache-2.0
// Any text as a calendar: a mistake with its line, or a calendar in which every case of this
// century is due after it was opened and within working hours.
#include <cstdlib>

#include "agent/cases/clocks.hpp"

namespace {

/// The only zone there is: of these tests, no file of this machine is read.
struct NoFiles : diag::Files {
    diag::Result<std::string> read(const std::filesystem::path&, std::size_t) override {
        return diag::Error{diag::Fault::absent, "none"};
    }
    diag::Result<std::vector<std::string>> list(const std::filesystem::path&,
                                                std::size_t) override {
        return diag::Error{diag::Fault::absent, "none"};
    }
    diag::Result<std::string> link_target(const std::filesystem::path&) override {
        return diag::Error{diag::Fault::absent, "none"};
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    using namespace std::chrono;
    NoFiles files;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto calendar = cases::calendar_from(files, text, "f", "UTC");
    if (!calendar) {
        if (!calendar.error().what.starts_with("f:")) std::abort();
        return 0;
    }
    if (calendar->opens >= calendar->closes || cases::in_words(*calendar).empty()) std::abort();
    for (int year = 2024; year < 2032; ++year) {
        const cases::Course course{.severity = cases::Severity::low,
                                   .opened = sys_days{std::chrono::year{year} / December / 30}};
        const auto all = cases::dues(course, *calendar, course.opened);
        // Holidays of single years may fill two of them.
        if (!all) continue;
        const auto at = *all->front().at;
        const auto hours =
            cases::hours_on(*calendar, floor<days>(calendar->zone.local(at - milliseconds{1})));
        if (at <= course.opened || !hours || at > hours->end) std::abort();
    }
    return 0;
}
