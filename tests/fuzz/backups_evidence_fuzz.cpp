// SPDX-License-Identifier: Apache-2.0
// Checks that the judge of backups survives any evidence: the desk judges bundles it did not make.
#include <cstdlib>

#include "collectors/backups/cron.hpp"
#include "collectors/backups/cron_log.hpp"
#include "collectors/backups/last_run.hpp"
#include "collectors/backups/schedules.hpp"
#include "tests/fuzz/evidence.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    fuzz::judge(collectors::backups, fuzz::evidence_from(data, size));
    backups::scripts_in(bytes);
    backups::output_of(bytes);
    const auto output = backups::read_output(bytes);
    const auto kept = backups::read_output(backups::written(output));
    if (kept.complete != output.complete || kept.failure.empty() != output.failure.empty())
        std::abort();
    backups::started(bytes, "backup.py");
    if (backups::runs_told(backups::runs_told(bytes, {"backup.py"}), {"backup.py"}) !=
        backups::runs_told(bytes, {"backup.py"}))
        std::abort();
    const Time now{std::chrono::hours{500'000}};
    const auto by_files = backups::runs_told(backups::as_journal(bytes, now), {"backup.py"});
    if (backups::runs_told(by_files, {"backup.py"}) != by_files) std::abort();
    backups::failed(by_files, "backup.py");
    const Time local{std::chrono::hours{500'000}};
    if (const auto cron = backups::CronTime::of(bytes))
        if (const auto due = cron->last_due(local); due && *due > local) std::abort();
    if (backups::schedules_in(bytes, "x").size() > size) std::abort();
    return 0;
}
