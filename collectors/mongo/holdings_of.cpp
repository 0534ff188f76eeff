// SPDX-License-Identifier: Apache-2.0
// Whom to ask for what the database holds, one after the other.
#include "collectors/mongo/daemons.hpp"
#include "collectors/mongo/holdings.hpp"
#include "collectors/mongo/interview.hpp"
#include "platform/disposable.hpp"

namespace diag::mongo {
namespace {

constexpr std::size_t outcome_limit = 8
                                      << 20;  // 20,000 collections of 100 bytes, and as much again
constexpr milliseconds answer_patience{2000};
constexpr milliseconds least_left{3000};  // connecting, a login, a first answer

Result<Holdings> ask_one(World& world, const Interview& plan,
                         const std::function<bool()>& given_up) {
    const auto address = plan.target.address();
    const auto at = world.clock.now();
    const auto outcome = in_disposable_children({[&] { return conduct(plan, world.clock); }},
                                                outcome_limit, plan.whole, 1, given_up)
                             .front();
    if (!outcome) return Error{outcome.error().fault, address + ": " + outcome.error().what};
    auto holdings = holdings_from(*outcome, address);
    if (holdings) holdings->at = at;
    return holdings;
}

}  // namespace

Result<Holdings> holdings_of(World& world, const InDoubt& in_doubt,
                             const std::function<bool()>& given_up) {
    const auto end = world.clock.uptime() + holdings_patience;
    const auto& scope = world.scope;
    std::vector<Daemon> daemons;
    for (auto& found : daemons_of(world)) daemons.push_back(std::move(found.daemon));
    const auto seeds = seeds_of(scope, daemons);
    if (seeds.empty())
        return Error{Fault::absent,
                     "no database of this site is known here: name one in mongo.hosts if there is "
                     "one"};
    if (const auto there = ready(); !there) return there.error();
    const auto ours = believed_among(world, daemons);
    std::optional<Error> first;
    for (const auto& seed : seeds) {
        const auto left = end - world.clock.uptime();
        if (left < least_left || given_up()) break;
        auto holdings = ask_one(world,
                                {.target = seed,
                                 .account = account_of(scope),
                                 .vouched_for = is_vouched_for(seed, scope, ours),
                                 .ca_file = scope.mongo.ca_file,
                                 .holdings = true,
                                 .in_doubt = in_doubt,
                                 .patience = answer_patience,
                                 .whole = left},
                                given_up);
        if (holdings) return holdings;
        if (!first) first = holdings.error();
    }
    return first ? *first : Error{Fault::timed_out, "there was no time to ask a database"};
}

}  // namespace diag::mongo
