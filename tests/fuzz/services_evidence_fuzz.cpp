// SPDX-License-Identifier: Apache-2.0
// The judges of install and services on evidence from anywhere: the desk opens bundles it did not
// make. Items are parted by NUL.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "collectors/catalog.hpp"
#include "collectors/services/probe.hpp"
#include "platform/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    diag::Evidence evidence;
    const auto parts = diag::parts_of(text, '\0');
    std::size_t at = 0;
    for (const char* name : {"site", "probes", "units", "starts", "past_starts", "time",
                             "discovery", "safrports.conf", "virgo_version"})
        if (at < parts.size()) evidence[name] = std::string(parts[at++]);
    diag::collectors::services.judge(evidence, {});
    diag::collectors::install.judge(evidence, {});
    diag::safr_services::version_in(text);
    return 0;
}
