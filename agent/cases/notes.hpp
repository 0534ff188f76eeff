// SPDX-License-Identifier: Apache-2.0
// A case as whoever escalates it writes it, and what an escalation to L3 must hold by the support
// agreement.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/cases/clocks.hpp"
#include "platform/json.hpp"

namespace diag::cases {

struct Notes {
    std::string number, problem, impact, steps;
    std::string contact;                ///< who owns the case's routing
    std::string severity;               ///< "high", "medium", "low"; old bundles hold other words
    std::string alternate;              ///< the other contact
    std::string product, version;       ///< "SAFR", "3.34.0"
    std::string asked;                  ///< what L3 asked for
    std::string on_site, on_site_when;  ///< who is there while L3 works from afar, and when
    std::string no_screenshots;         ///< why there are none that show it; empty: not said
    std::optional<Time> opened;         ///< when it was handed to support
    std::vector<std::string> attachments;  ///< files that go with it; not told in case.json
    std::string folder;                    ///< where its file lies; not told either
    std::string file;                      ///< that file as it was named; not told either
    std::string
        id;  ///< its file's own, by which it is known before it has a number; not told either
    std::vector<Due> clocks;  ///< as they stood when this was written
};

/// Every text of a case by its key, in the order in which people read them.
inline constexpr std::array<std::pair<std::string_view, std::string Notes::*>, 12> texts{
    {{"number", &Notes::number},
     {"severity", &Notes::severity},
     {"product", &Notes::product},
     {"version", &Notes::version},
     {"problem", &Notes::problem},
     {"impact", &Notes::impact},
     {"steps", &Notes::steps},
     {"asked", &Notes::asked},
     {"contact", &Notes::contact},
     {"alternate", &Notes::alternate},
     {"on_site", &Notes::on_site},
     {"on_site_when", &Notes::on_site_when}}};

bool is_empty(const Notes& notes);

/// "4711", "SAFR-2026-17": at most 64 letters, digits, '-', '_' and '#'; may be empty.
bool is_number(std::string_view text);

/// What has come along with a case.
struct Along {
    bool bundle = false;  ///< logs and configuration
    bool screenshots = false;
};

/// Keys of what an escalation must hold and this one lacks, as phrases "lack.<key>" name it.
std::vector<std::string_view> lacks(const Notes& notes, const Along& along);

/// case.json
json::object to_json(const Notes& notes);
/// Takes what it can read, as a bundle may be of another version; bounds every text.
Notes notes_from(const json::value& document);

}  // namespace diag::cases
