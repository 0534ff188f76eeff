// SPDX-License-Identifier: Apache-2.0
// A thousand requests that must not run, and none is admitted.
#include <doctest/doctest.h>

#include <set>

#include "agent/consent/admission.hpp"
#include "tests/consent/desk.hpp"
#include "tests/forge/forge.hpp"
#include "tests/scratch.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::consent;

namespace {

constexpr std::size_t thousand = 1000;

consent::SiteRules rules_of(const forge::Scene& scene) {
    auto here = rules();
    here.agent = scene.agent;
    here.site = scene.site;
    here.collectors = {"nfs", "cameras", "logs", "disk", "system"};
    return here;
}

/// A site, with its own memory, that the genuine request came to where a forgery needs that.
struct Gate {
    const forge::Scene& scene;
    const forge::Forgeries& forged;
    exchange::Trust trust{scene.authority.certificate, forged.revoked};
    Scratch scratch;
    Result<Seen> seen = Seen::open(scratch.path() / "seen");

    void remember(Time at) const {
        REQUIRE(seen);
        REQUIRE(admit_once(forged.genuine, trust, rules_of(scene), *seen, at));
    }
    Result<Admitted> asks(const forge::Forgery& forgery) const {
        auto here = rules_of(scene);
        here.two_signatures = forgery.at == forge::At::strict;
        return admit_once(forgery.document, trust, here, *seen, scene.now);
    }
};

}  // namespace

TEST_CASE("forgeries: of a thousand forged requests none is admitted, each for its own reason") {
    const Desk desk;
    const forge::Scene scene{{desk.authority().key, desk.authority().certificate},
                             {desk.engineer.key, desk.engineer.certificate},
                             {desk.recipient.key, desk.recipient.certificate},
                             "agent-7",
                             "North",
                             now};
    const auto forged = forge::forgeries(scene, thousand);
    const Gate fresh{scene, forged};
    const Gate rewound{scene, forged};
    const Gate visited{scene, forged};
    rewound.remember(now + 1h);
    visited.remember(now);
    for (const auto& document : forged.sound)
        REQUIRE(admit(document, fresh.trust, rules_of(scene), now));

    std::set<std::string> kinds;
    std::size_t refused = 0;
    for (const auto& forgery : forged.all) {
        const auto& site = forgery.at == forge::At::rewound     ? rewound
                           : forgery.at == forge::At::once_more ? visited
                                                                : fresh;
        const auto admitted = site.asks(forgery);
        kinds.insert(forgery.kind);
        INFO(forgery.kind);
        CHECK_FALSE(admitted);
        if (admitted) continue;
        ++refused;
        INFO(admitted.error().what);
        CHECK_FALSE(admitted.error().what.empty());
        CHECK(admitted.error().what.find(forgery.why) != std::string::npos);
        CHECK(admitted.error().fault != Fault::bug);
    }

    CHECK(refused == thousand);
    CHECK(kinds.size() > 90);
}
