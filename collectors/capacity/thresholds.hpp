// SPDX-License-Identifier: Apache-2.0
// The vendor's sizing rules, and where each comes from.
#pragma once

#include <array>

#include "collectors/collector.hpp"

namespace diag::capacity {

inline constexpr std::string_view proposal = "our proposal";
inline constexpr std::string_view clusters = "vendor page 'SAFR Server Clusters' (G4)";
inline constexpr std::string_view practice = "SAFR deployment best practice (K7)";
inline constexpr std::string_view requirements = "SAFR system requirements (S16)";

inline constexpr std::array thresholds{
    Threshold{"capacity.cameras_with_client", 16, "",
              "Cameras a server bears with the Desktop Client on it, at one face in view",
              clusters},
    Threshold{"capacity.cameras_alone", 25, "",
              "Cameras a server bears without it, at one face in view", clusters},
    Threshold{"capacity.events_per_camera", 40'000, "events/d",
              "Up to so many events a camera and day is low traffic, for which the rule of cameras "
              "is made",
              "SAFR hardware sizing (K8)"},
    Threshold{"capacity.events_per_hour", 50'000, "events/h",
              "With more, images and database belong on drives of their own",
              "vendor article K5 on alternate storage"},
    Threshold{"capacity.memory_least", 16, "GB", "Installed memory, at least", requirements},
    Threshold{"capacity.memory_recommended", 32, "GB", "Installed memory, recommended",
              requirements},
    Threshold{"capacity.memory_alarm", 0.5, "GB",
              "Free memory at which SAFR itself raises an alarm",
              "vendor page 'Video Feeds Properties' (G6)"},
    Threshold{"capacity.gpu_least", 5, "GB", "Memory of the GPU for the server to work at all",
              practice},
    Threshold{"capacity.gpu_full", 95, "%", "GPU memory in use at which nothing more fits",
              proposal},
    Threshold{"capacity.hdd_faces", 60, "faces",
              "Faces in view at once up to which images may lie on a hard disk", practice},
    Threshold{"capacity.faces_per_view", 5, "faces", "Faces in the view of one 4K camera",
              requirements},
    Threshold{"capacity.days_warning", 30, "d", "A drive that is full sooner is to be grown now",
              proposal},
    Threshold{"capacity.days_critical", 7, "d", "A drive that is full sooner is in danger",
              proposal},
    Threshold{"capacity.days_seen", 3, "d", "Readings over less time tell no growth", proposal},
    Threshold{"capacity.near", 80, "%", "Share of a rule from which a part is the next to grow",
              proposal},
};

}  // namespace diag::capacity
