// SPDX-License-Identifier: Apache-2.0
// Checks that no answer of an ONVIF service, hostile XML included, yields absurd facts.
#include <cstddef>
#include <string_view>

#include "collectors/cameras/soap.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::cameras;
    const std::string_view xml(reinterpret_cast<const char*>(data), size);

    if (const auto fault = parse_fault(xml); fault && fault->reason.size() > 1000) __builtin_trap();
    if (const auto time = parse_device_time(xml);
        time && time->utc && time->utc->time_since_epoch().count() < 0)
        __builtin_trap();
    if (const auto who = parse_device_information(xml); who && who->model.size() > 1000)
        __builtin_trap();
    if (const auto path = parse_media_path(xml))
        if (path->empty() || path->front() != '/' ||
            path->find_first_of(" \r\n") != std::string::npos)
            __builtin_trap();
    if (const auto profiles = parse_profiles(xml)) {
        if (profiles->size() > 32) __builtin_trap();
        for (const auto& profile : *profiles)
            if (profile.size.width == 0 || profile.rate < 0) __builtin_trap();
    }
    (void)parse_ntp(xml);
    (void)parse_user_level(xml, "admin");
    return 0;
}
