// SPDX-License-Identifier: Apache-2.0
// The evidence of one run, read: what the judges of this collector look at.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collectors/bench.hpp"
#include "collectors/cameras/feeds.hpp"
#include "collectors/cameras/record.hpp"

namespace diag::cameras {

struct Seen {
    CameraRecord record;
    std::string item;  ///< the evidence it rests on
};

struct SeenDevice {
    DeviceRecord record;
    std::string item;
};

struct Picture {
    Time now{};
    bool brief = false;
    std::uint64_t not_played = 0;
    /// In the order of the plan; what was played replaced what was not. A deque, as ten thousand
    /// must not need room for twice as many while they are read.
    std::deque<Seen> cameras;
    std::vector<SeenDevice> devices;
    json::value sources;
    Status status;  ///< of VIRGA
};

/// Reads what it can; what is missing or not understood stays empty.
Picture picture_of(const Evidence& evidence);

/// What people call it: the feed's name and host, or the URL's parts.
std::string label(const CameraRecord& record);

/// Those of one kind, told as one finding.
struct Group {
    std::vector<std::string> names;
    std::vector<std::string> items;
    std::vector<std::string> values;  ///< beside each name, or empty

    void add(std::string name, const std::string& item, std::string value = {});
    bool empty() const { return names.empty(); }
};

/// Where the judges put what they find, and where they look up numbers.
class Bench : public diag::Bench {
public:
    using diag::Bench::Bench;
    /// With {count}, {which} (the names while they are few, else their number) and {cameras} (up to
    /// ten names with their values). Nothing for an empty group.
    void tell(std::string id, Severity severity, const Group& group, Parameters more = {});
};

/// "3.2 s", "12 min", "5 h": of an offset or age.
std::string span_text(double seconds);

void judge_sources(const Picture& picture, Bench& bench);  ///< were the feeds found?
void judge_virgo(const Picture& picture, Bench& bench);    ///< what VIRGA says of its workers
void judge_reach(const Picture& picture, Bench& bench);    ///< who cannot be reached, together?
void judge_answers(const Picture& picture, Bench& bench);  ///< on which rung the others broke
void judge_streams(const Picture& picture, Bench& bench);  ///< what they send
void judge_safety(const Picture& picture, Bench& bench);   ///< Basic, certificates
void judge_devices(const Picture& picture, Bench& bench);  ///< clocks, ONVIF users, firmware

}  // namespace diag::cameras
