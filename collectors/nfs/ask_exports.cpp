// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "collectors/nfs/ask.hpp"
#include "collectors/nfs/visit.hpp"
#include "platform/disposable.hpp"

namespace diag::nfs {
namespace {

constexpr std::size_t answer_limit = 64 << 10;

using Visit = std::vector<Step> (*)(const VisitQuestion&);

VisitQuestion question_for(const Asked& asked, const Appearance& appearance, bool brief) {
    const auto& target = asked.target;
    return {.address = target.address,
            .port = target.port,
            .mount_port = target.mount_port,
            .version = target.version != 0 ? target.version : asked.version,
            .path = target.path,
            .folder = target.folder,
            .user = appearance.uid,
            .group = appearance.gid,
            .patience = brief ? milliseconds{1000} : milliseconds{3000}};
}

/// Why it cannot be visited, if so.
std::optional<Error> hindrance(const Asked& asked) {
    const auto security = option_value(asked.target.options, "sec").value_or("sys");
    if (asked.target.protocol == Protocol::smb)
        return Error{Fault::unsupported, "not visited: SMB wants a password"};
    if (!asked.answers) return Error{Fault::refused, "not visited: its server does not answer"};
    if (security != "sys" && security != "none")
        return Error{Fault::unsupported,
                     "not visited: it wants sec=" + std::string(security.substr(0, 20))};
    return {};
}

struct Round {
    std::string name;  ///< of the evidence, before the number
    Visit work;
    milliseconds patience;  ///< of each child
};

}  // namespace

void visit_exports(World& world, Sink& sink, const std::vector<Asked>& asked,
                   const Appearance& appearance) {
    const bool brief = world.scope.brief;
    // The library bounds each request; this is for when it does not keep its word.
    std::vector<Round> rounds{{"export", visit, brief ? milliseconds{1500} : milliseconds{8000}}};
    if (!brief) rounds.push_back({"inside", look_inside, milliseconds{10'000}});
    if (!brief && world.scope.nfs.write_canary)
        rounds.push_back({"canary", write_canary, milliseconds{12'000}});
    std::vector<bool> usable(asked.size(), true);
    for (const auto& round : rounds) {
        std::vector<Question> questions;
        std::vector<std::size_t> whose;
        for (std::size_t i = 0; i < asked.size(); ++i) {
            const auto why = hindrance(asked[i]);
            if (why && round.name == "export") sink.give("export." + std::to_string(i), *why);
            if (why || !usable[i]) continue;
            whose.push_back(i);
            questions.emplace_back(
                [work = round.work,
                 question = question_for(asked[i], appearance, brief)]() -> Result<std::string> {
                    return json::write(to_json(work(question)));
                });
        }
        if (!questions.empty()) sink.doing(round.name + " of " + asked[whose[0]].target.name());
        const auto answers = in_disposable_children(questions, answer_limit, round.patience);
        for (std::size_t k = 0; k < whose.size(); ++k) {
            // Who did not let us in is not asked for more.
            const auto document = answers[k] ? json::parse(*answers[k]) : answers[k].error();
            const auto steps =
                document ? steps_from(json::list_at(*document, "")) : std::vector<Step>{};
            if (const auto* space = step_named(steps, "statvfs"); round.name == "export")
                usable[whose[k]] = space && space->good();
            sink.give(round.name + "." + std::to_string(whose[k]), answers[k]);
        }
    }
}

}  // namespace diag::nfs
