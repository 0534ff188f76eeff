// SPDX-License-Identifier: Apache-2.0
// Do the cameras answer, let us in, and send a picture that SAFR can use?
#include "collectors/cameras/gather.hpp"
#include "collectors/cameras/picture.hpp"
#include "collectors/cameras/thresholds.hpp"
#include "collectors/catalog.hpp"

namespace diag {
namespace {

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    const auto picture = cameras::picture_of(evidence);
    cameras::Bench bench(evidence, cameras::thresholds, in_force);
    cameras::judge_sources(picture, bench);
    cameras::judge_virgo(picture, bench);
    cameras::judge_reach(picture, bench);
    cameras::judge_answers(picture, bench);
    cameras::judge_streams(picture, bench);
    cameras::judge_safety(picture, bench);
    cameras::judge_devices(picture, bench);
    return std::move(bench.judgement);
}

}  // namespace

const Collector collectors::cameras{
    .id = "cameras",
    .title = "Cameras",
    .reads =
        "the list of feeds from VIRGA and virgo-factory.conf; each camera by RTSP: does it answer, "
        "accept the login (tried once, never by check), describe its video, and for some seconds "
        "how evenly frames "
        "come, which are counted and not kept; by ONVIF its clock, model and firmware",
    .patience = diag::cameras::patience,
    .memory = 56 << 20,
    .output = 24 << 20,
    .thresholds = diag::cameras::thresholds,
    .gather = diag::cameras::gather,
    .judge = judge,
    .asks_site = true,
    .accounts = "safr cameras"};

}  // namespace diag
