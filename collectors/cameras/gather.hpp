// SPDX-License-Identifier: Apache-2.0
// Finds the cameras, climbs each one's ladder and counts what it sends, visits each host's ONVIF
// service, and then counts what the others send, for which there was no place before. A brief run
// sends no login to anybody: a camera that wants one has answered, and that is all a check looks
// at.
//
// Evidence: run              when, with which settings, and how many were asked
//           sources          where feeds were looked for, and what came of it
//           virga            VIRGA's status without secrets
//           virgo-factory.N  the factory configuration without secrets
//           told.NNNN        a line a camera that there was nothing to ask of
//           cameras.NNNN     a line a camera: how far it was climbed, and what was counted
//           played.NNNN      a line a camera that was played later: takes the place of the other
//           devices.NNNN     a line a host: its ONVIF service
#pragma once

#include "collectors/collector.hpp"

namespace diag::cameras {

/// Wall time of the collector: 10,000 cameras on 800 hosts are described in about 40 s, and the
/// rest goes into counting, 16 cameras in 5 s at once.
inline constexpr milliseconds patience{180'000};

void gather(World& world, Sink& sink);

}  // namespace diag::cameras
