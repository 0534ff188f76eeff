// SPDX-License-Identifier: Apache-2.0
// A judgement out of a foreign bundle, told as page, JSON and terminal text, alone and as that of
// two nodes: none of its texts may become markup or a terminal's command, none of its numbers stop
// the drawing.
#include <cstdlib>
#include <string>

#include "agent/report/joint.hpp"
#include "agent/report/story.hpp"

namespace {

void must_not_hold(const std::string& text, const char* what) {
    if (text.find(what) != std::string::npos) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const auto document = json::parse({reinterpret_cast<const char*>(data), size});
    if (!document) return 0;
    auto judgement = judgement_from(*document);
    if (!judgement) return 0;
    report::Story story;
    story.chapters.push_back({"disk", {}, std::move(*judgement)});
    const auto& knowledge = report::Knowledge::builtin();

    const auto page = report::html(story, knowledge, report::Language::es);
    must_not_hold(page, "<script");
    must_not_hold(page, "<img");
    must_not_hold(report::terminal_text(story, knowledge, report::Language::pt, false, 80), "\033");
    if (report::findings_json(story, knowledge).is_null()) std::abort();

    report::Joint joint{.made = {}, .made_by = "fuzz", .nodes = {}};
    joint.nodes.resize(2);
    for (auto& node : joint.nodes) node.story = story;
    report::correlate(joint, {});
    must_not_hold(report::joint_html(joint, knowledge, report::Language::en), "<script");
    if (report::joint_json(joint, knowledge).is_null()) std::abort();
    return 0;
}
