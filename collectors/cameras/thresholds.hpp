// SPDX-License-Identifier: Apache-2.0
// The numbers the cameras judge compares with, and where each comes from.
#pragma once

#include <array>

#include "collectors/collector.hpp"

namespace diag::cameras {

inline constexpr std::string_view proposal = "our proposal";
// health-checks 6.3 has every camera that fails as critical. On a site with hundreds one is always
// down: alone it is a warning, so that what is critical stays worth getting up for.
inline constexpr std::string_view many =
    "our proposal; a single camera without a connection or packets is a warning, unlike in "
    "health-checks 6.3";
inline constexpr std::string_view nx_rules = "Nx Meta metrics rules";
inline constexpr std::string_view vendor_cameras = "SAFR camera preferences (G8)";

inline constexpr std::array thresholds{
    Threshold{"cameras.lost_critical", 20, "%",
              "Share of all cameras of which no picture comes, from which it is critical", many},
    Threshold{"cameras.connect", 500, "ms", "Connecting slower than this", proposal},
    Threshold{"cameras.loss_warning", 0.5, "%", "Packets that a camera left out", proposal},
    Threshold{"cameras.loss_critical", 2, "%", "Packets that a camera left out", proposal},
    Threshold{"cameras.jitter", 30, "ms",
              "Unevenness of arrival (RFC 3550): one frame at 30 frames/s lasts 33 ms", proposal},
    Threshold{"cameras.rate_warning", 5, "frames/s", "Frames fewer than announced", nx_rules},
    Threshold{"cameras.rate_critical", 10, "frames/s", "Frames fewer than announced", nx_rules},
    Threshold{"cameras.rate_plenty", 20, "frames/s",
              "More than this only costs CPU: SAFR needs 12 to 15", vendor_cameras},
    Threshold{"cameras.keyframe_warning", 4, "s", "From one keyframe to the next", proposal},
    Threshold{"cameras.keyframe_critical", 10, "s", "From one keyframe to the next", proposal},
    Threshold{"cameras.clock_warning", 5, "s", "Camera's clock off by more than this",
              vendor_cameras},
    Threshold{"cameras.clock_critical", 300, "s",
              "Off by more than this, ONVIF logins are refused as replays",
              "OpenIPC majestic-webui 292"},
    Threshold{"cameras.clock_zone", 60, "s",
              "This near to a whole half hour, an offset is a wrong time zone", proposal},
    Threshold{"cameras.certificate", 30, "d", "A certificate that ends sooner than this", proposal},
    Threshold{"cameras.secondary_pixels", 921'600, "pixels",
              "A secondary stream larger than 1280x720 is no light one", nx_rules},
    Threshold{"cameras.worker", 30, "s", "A worker that checked in longer ago than this is offline",
              "SAFR feed failover (K10)"},
    Threshold{"cameras.together", 3, "",
              "This many cameras must be dead together before their network is blamed", proposal},
};

}  // namespace diag::cameras
