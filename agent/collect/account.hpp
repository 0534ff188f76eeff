// SPDX-License-Identifier: Apache-2.0
// What is told of a harvest: the story that reports tell, and the manifest.
#pragma once

#include <string>

#include "agent/collect/harvest.hpp"

namespace diag::collect {

/// Judges what was harvested, and packs what is told of it. Fails as pack_story() does.
Result<report::Story> tell(const Bench& bench, const std::string& bundle_id, const Harvest& harvest,
                           ContentWriter& content);

/// What the manifest says of it: of a note that may not be told in the report, nothing either.
void sum_up(const Harvest& harvest, const report::Story& story, const ContentWriter& content,
            exchange::Manifest& manifest);

}  // namespace diag::collect
