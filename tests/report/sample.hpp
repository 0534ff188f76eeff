// SPDX-License-Identifier: Apache-2.0
// Made-up stories for the tests of the report, and texts for them.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "agent/report/story.hpp"
#include "tests/fakes.hpp"

namespace diag::test {

/// The built-in phrases and words of cases with the texts of tests/fixtures/report/knowledge.toml.
const report::Knowledge& sample_knowledge();

/// 2026-11-23T20:30:00Z
Time sample_time();

/// A server with trouble on disk, system and logs; a collector that was cut short; a case.
report::Story troubled_server();

/// Three collectors that ended well and found nothing.
report::Story healthy_server();

/// Every text of the story is `text`: parameters, names, paths, facts, notes, charts.
report::Story story_made_of(const std::string& text);

/// Local time is `zone` while this lives (tzset(3)).
class ZoneFor {
public:
    explicit ZoneFor(const char* zone);
    ~ZoneFor();
};

}  // namespace diag::test
