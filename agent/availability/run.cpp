// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/run.hpp"

#include "platform/crc64.hpp"

namespace diag::availability {
namespace {

constexpr std::size_t checked = 20;  // bytes before the checksum
constexpr std::string_view salt = "safr-diag availability 1";
constexpr std::int64_t last_second = 253'402'300'799;  // 9999-12-31T23:59:59Z

template <class Number>
void put(std::string& bytes, Number number) {
    auto left = static_cast<std::uint64_t>(number);
    for (std::size_t i = 0; i < sizeof(Number); ++i, left >>= 8)
        bytes.push_back(static_cast<char>(left & 0xff));
}

std::uint64_t get(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t number = 0;
    for (std::size_t i = size; i-- > 0;)
        number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
    return number;
}

std::uint32_t checksum(std::string_view bytes) {
    return static_cast<std::uint32_t>(crc64(crc64(0, salt), bytes.substr(0, checked)));
}

}  // namespace

std::string bytes_of(const Run& run) {
    std::string bytes;
    bytes.reserve(run_bytes);
    put(bytes, run.start);
    put(bytes, run.uptime);
    put(bytes, run.boot);
    put(bytes, run.span);
    put(bytes, run.period);
    put(bytes, static_cast<std::uint8_t>(run.state));
    put(bytes, checksum(bytes));
    return bytes;
}

std::optional<Run> run_from(std::string_view bytes) {
    if (bytes.size() != run_bytes || get(bytes, checked, 4) != checksum(bytes)) return std::nullopt;
    const auto state = get(bytes, 19, 1);
    Run run{.start = static_cast<std::int64_t>(get(bytes, 0, 8)),
            .uptime = static_cast<std::uint32_t>(get(bytes, 8, 4)),
            .boot = static_cast<std::uint32_t>(get(bytes, 12, 4)),
            .span = static_cast<std::uint16_t>(get(bytes, 16, 2)),
            .period = static_cast<std::uint8_t>(get(bytes, 18, 1))};
    if (run.start < 0 || run.start > last_second || run.period == 0 ||
        state > static_cast<std::uint64_t>(cloud::last_state))
        return std::nullopt;
    run.state = static_cast<State>(state);
    return run;
}

Reading runs_in(std::string_view file) {
    Reading reading;
    while (!file.empty()) {
        const auto run = run_from(file.substr(0, run_bytes));
        if (run)
            reading.runs.push_back(*run);
        else
            ++reading.damaged;
        file.remove_prefix(std::min(run_bytes, file.size()));
    }
    return reading;
}

}  // namespace diag::availability
