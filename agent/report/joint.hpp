// SPDX-License-Identifier: Apache-2.0
// Several nodes of one case, told as one: who is who, what was found where, and what happened when
// by one clock.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/report/clocks.hpp"
#include "agent/report/story.hpp"
#include "agent/report/voice.hpp"

namespace diag::report {

/// What the desk wrote down of a bundle, by its own clock; empty where it was not asked.
struct Receipt {
    std::string site, agent;
    std::optional<Time> asked;    ///< the request was made
    std::optional<Time> arrived;  ///< the bundle was there
};

struct JointNode {
    Story story;
    std::string agent;     ///< the digest of its certificate
    std::string host;      ///< the machine's own name, as its bundle tells it; empty: not told
    std::string role;      ///< "primary", "redundant", "simple"; anything else: not known
    std::string database;  ///< "PRIMARY", "SECONDARY", ... of its own mongod; empty: not known
    std::string page;      ///< relative path of its own report, beside or below the joint one
    Receipt receipt;
};

/// What a node is called: as the desk calls its agent, else by its host, else by its site, which
/// several share. Empty where nobody told.
std::string name_of(const JointNode& node);

/// The clock that corrected times are by.
enum class Reference { desk, utc, first };
std::string_view name_of(Reference reference);  ///< "desk", "utc", "first"

struct Joint {
    Time made{};
    std::string made_by;  ///< version of the program
    std::vector<JointNode> nodes;
    Reference reference = Reference::first;
    bool desk_asked = false;
    std::vector<ClockOffset> clocks;  ///< one a node
};

/// Clocks by their number in the bounds given to correlate(): node i is clock i.
inline std::size_t desk_clock(const Joint& joint) { return joint.nodes.size(); }
inline std::size_t utc_clock(const Joint& joint) { return joint.nodes.size() + 1; }

/// Sets reference and clocks. Times are told by the desk's clock where any node's is known against
/// it, else by UTC as the nodes' time daemons tell it, else by the first node's.
void correlate(Joint& joint, const std::vector<ClockBound>& bounds);

/// "A", "B", ... "Z", "27": as a node is called in this report. Names are stand-ins, and those of
/// two agents do not match.
std::string letter_of(std::size_t node);

/// A finding as one node has it.
struct Seen {
    std::size_t node;
    const Chapter* chapter;
    const Finding* finding;
};

/// One finding of all nodes that have it: the gravest first.
struct Shared {
    std::string id;
    Severity severity = Severity::info;
    std::vector<Seen> seen;
    bool on(std::size_t node) const;
};

/// Worst first, then what most nodes have. Points into `joint`.
std::vector<Shared> shared_findings(const Joint& joint);

struct Event {
    std::optional<Time> corrected;  ///< by the reference; nothing: that node's offset is not known
    Time told{};                    ///< by the clock that told it
    bool to_the_minute = false;     ///< it was told no finer
    std::size_t node = 0;
    bool by_desk = false;  ///< told by the desk's clock, about that node
    std::string what;      ///< the phrase event.<what>; of a finding: "finding"
    const Finding* finding = nullptr;
};

struct Timeline {
    std::vector<Event> events;
    std::size_t left_out = 0;
};

/// Every time that findings tell, and what the desk wrote down, within the windows asked about and
/// an hour around them, in order of corrected times; nodes without any stand where their own clock
/// puts them. Of more than 400 the graver are kept, and of those as grave the latest. Points into
/// `joint`.
Timeline timeline(const Joint& joint);

/// "1.20 s ahead, within 40 ms", "right, within 2.00 s"; where it is not known, that.
std::string clock_words(const Voice& voice, const ClockOffset& clock);

/// One HTML file, as html() makes of one bundle.
std::string joint_html(const Joint& joint, const Knowledge& knowledge, Language language);

/// docs/findings-format.md describes it.
json::value joint_json(const Joint& joint, const Knowledge& knowledge);

}  // namespace diag::report
