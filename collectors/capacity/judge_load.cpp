// SPDX-License-Identifier: Apache-2.0
// What runs here against what the vendor says a server bears.
#include <algorithm>
#include <cmath>

#include "collectors/capacity/picture.hpp"
#include "collectors/system/counters.hpp"
#include "collectors/system/gpu.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

constexpr double gigabyte = 1e9;
/// Firmware and the kernel keep up to a tenth of what is installed.
constexpr double seen_of_installed = 0.9;

std::string gigabytes(double amount) { return fixed(amount, amount < 1 ? 1 : 0) + " GB"; }

void judge_cameras(const Picture& picture, Bench& bench) {
    const auto cameras = picture.cameras();
    const auto beside = bench.limit("capacity.cameras_with_client");
    if (cameras == 0) {
        if (picture.site && !picture.brief)
            bench.find("capacity.cameras_unknown", Severity::info,
                       {{"most", fixed(bench.limit("capacity.cameras_alone"), 0)},
                        {"beside", fixed(beside, 0)}},
                       {"programs"});
        return;
    }
    const auto most = picture.has_client() ? beside : bench.limit("capacity.cameras_alone");
    const auto count = static_cast<double>(cameras);
    const auto measured = std::to_string(cameras) + " / " + fixed(most, 0);
    bench.note("capacity.cameras", measured);
    bench.standings.push_back(
        {"SAFR Server", "virgofeedd " + measured, count / most, {"programs", "factory"}});
    const Parameters words{{"cameras", std::to_string(cameras)},
                           {"limit", fixed(most, 0)},
                           {"beside", fixed(beside, 0)}};
    if (count > most)
        bench.find("capacity.cameras_over", Severity::warning, words, {"programs", "factory"});
    else if (count > beside)
        bench.find("capacity.cameras_client", Severity::info, words, {"programs", "factory"});
}

void judge_events(const Picture& picture, Bench& bench) {
    const auto events = events_of(picture);
    if (!events) return;
    bench.note("capacity.events", fixed(events->low, 0) + " - " + fixed(events->high, 0) + " / d");
    const auto cameras = picture.cameras();
    if (cameras == 0) return;
    const auto each = events->low / static_cast<double>(cameras);
    const auto low_traffic = bench.limit("capacity.events_per_camera");
    if (each > low_traffic)
        bench.find("capacity.events_dense", Severity::info,
                   {{"events", fixed(each, 0)},
                    {"limit", fixed(low_traffic, 0)},
                    {"cameras", std::to_string(cameras)}},
                   {"written.images", "programs"});
}

void judge_memory(const Picture& picture, Bench& bench) {
    const auto text = item(bench.evidence, "meminfo");
    const auto memory = text ? host::memory_of(*text) : std::nullopt;
    if (!memory) return;
    const auto total = static_cast<double>(memory->total) / gigabyte;
    const auto available = static_cast<double>(memory->available) / gigabyte;
    const auto least = bench.limit("capacity.memory_least");
    const auto recommended = bench.limit("capacity.memory_recommended");
    const auto measured =
        bytes_text(memory->total) + " / " + gigabytes(least) + " (" + gigabytes(recommended) + ")";
    bench.note("capacity.memory", measured);
    // SAFR's own alarm is about what is free; both shortages are mended by more of it.
    const auto alarm = bench.limit("capacity.memory_alarm") / std::max(available, 0.001);
    const auto need = std::max(least * seen_of_installed / total, alarm);
    bench.standings.push_back({"RAM", "RAM " + measured, need, {"meminfo"}});
    const Parameters words{{"total", bytes_text(memory->total)},
                           {"available", bytes_text(memory->available)},
                           {"least", gigabytes(least)},
                           {"recommended", gigabytes(recommended)},
                           {"cameras", std::to_string(picture.cameras())}};
    const auto near = bench.limit("capacity.near") / 100;
    const bool loaded = static_cast<double>(picture.cameras()) >=
                        near * bench.limit("capacity.cameras_with_client");
    if (total < least * seen_of_installed)
        bench.find("capacity.memory_below",
                   picture.cameras() > 0 ? Severity::warning : Severity::info, words, {"meminfo"});
    else if (total < recommended * seen_of_installed && loaded)
        bench.find("capacity.memory_least_only", Severity::info, words, {"meminfo", "programs"});
}

void judge_gpu(Bench& bench) {
    const auto xml = item(bench.evidence, "nvidia-smi");
    const auto report = xml ? host::gpu_report_of(*xml)
                            : Result<host::GpuReport>{Error{Fault::absent, "not asked"}};
    if (!report) return;
    const auto largest = std::ranges::max_element(report->gpus, {}, &host::Gpu::memory_total);
    if (largest == report->gpus.end() || largest->memory_total == 0) return;
    const auto total = static_cast<double>(largest->memory_total);
    const auto least = bench.limit("capacity.gpu_least");
    const auto used = 100 * static_cast<double>(largest->memory_used) / total;
    const auto measured = bytes_text(largest->memory_used) + " / " +
                          bytes_text(largest->memory_total) + " (" + gigabytes(least) + ")";
    bench.note("capacity.gpu", largest->product + ": " + measured);
    const auto need = std::max(least * gigabyte / total, used / bench.limit("capacity.gpu_full"));
    bench.standings.push_back({"GPU", "GPU " + measured, need, {"nvidia-smi"}});
    if (total < least * gigabyte)
        bench.find("capacity.gpu_below", Severity::warning,
                   {{"gpu", largest->product},
                    {"total", bytes_text(largest->memory_total)},
                    {"least", gigabytes(least)}},
                   {"nvidia-smi"});
}

}  // namespace

void judge_load(const Picture& picture, Bench& bench) {
    judge_cameras(picture, bench);
    judge_events(picture, bench);
    judge_memory(picture, bench);
    judge_gpu(bench);
}

}  // namespace diag::capacity
