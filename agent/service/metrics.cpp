// SPDX-License-Identifier: Apache-2.0
#include "agent/service/metrics.hpp"

#include <algorithm>
#include <string_view>

namespace diag::service {
namespace {

class Page {
public:
    void head(std::string_view name, std::string_view type, std::string_view help) {
        text_ += "# HELP " + std::string(name) + " " + std::string(help) + "\n# TYPE " +
                 std::string(name) + " " + std::string(type) + "\n";
    }
    template <class Number>
    void line(std::string_view name, std::string_view labels, Number number) {
        text_ += std::string(name) + std::string(labels) + " " + std::to_string(number) + "\n";
    }
    template <class Number>
    void one(std::string_view name, std::string_view type, std::string_view help, Number number) {
        head(name, type, help);
        line(name, "", number);
    }
    std::string text() && { return std::move(text_); }

private:
    std::string text_;
};

std::int64_t seconds_of(milliseconds span) {
    return std::chrono::floor<std::chrono::seconds>(span).count();
}

void tell_line(Page& page, const Picture& picture, Time now) {
    page.head("safr_diag_line_up", "gauge", "Whether the line to the desk is there, by what.");
    for (const std::string by : {"websocket", "poll"})
        page.line("safr_diag_line_up", "{by=\"" + by + "\"}",
                  picture.line_up && picture.by == by ? 1 : 0);
    if (picture.last_word != Time{})
        page.one("safr_diag_desk_silence_seconds", "gauge", "Since the desk last said anything.",
                 std::max<std::int64_t>(0, seconds_of(now - picture.last_word)));
}

void tell_requests(Page& page, const Picture& picture) {
    using consent::Stage;
    page.head("safr_diag_requests", "gauge", "Requests of support on record, by stage.");
    for (const auto stage : {Stage::waiting, Stage::granted, Stage::declined, Stage::running,
                             Stage::done, Stage::failed, Stage::revoked}) {
        const std::string name(name_of(stage));
        const auto count = picture.stages.find(name);
        page.line("safr_diag_requests", "{stage=\"" + name + "\"}",
                  count == picture.stages.end() ? 0 : count->second);
    }
    page.head("safr_diag_runs_total", "counter", "Runs that ended since the start.");
    page.line("safr_diag_runs_total", "{end=\"bundle\"}", picture.runs - picture.failed_runs);
    page.line("safr_diag_runs_total", "{end=\"failed\"}", picture.failed_runs);
    page.one("safr_diag_running", "gauge", "Whether a run is under way.", picture.running ? 1 : 0);
}

}  // namespace

std::string metrics_text(const Picture& picture, Time now, std::uint64_t rss) {
    Page page;
    page.one("safr_diag_up", "gauge", "The service runs.", 1);
    tell_line(page, picture, now);
    tell_requests(page, picture);
    page.one("safr_diag_upload_acknowledged_bytes_total", "counter",
             "Bytes of bundles that the desk acknowledged since the start.", picture.acknowledged);
    page.one("safr_diag_bundles_waiting", "gauge", "Bundles that wait to be sent.",
             picture.waiting);
    page.one("safr_diag_bundles_refused", "gauge", "Bundles that the desk turned down.",
             picture.refused);
    page.one("safr_diag_certificate_expiry_seconds", "gauge",
             "Until the desk's certificate for this agent expires.",
             seconds_of(picture.certified_until - now));
    page.one("safr_diag_resident_memory_bytes", "gauge", "Resident memory of the service.", rss);
    return std::move(page).text();
}

}  // namespace diag::service
