// SPDX-License-Identifier: Apache-2.0
#include "tests/service/site.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::service;
using How = UploadEnded::How;

TEST_CASE("service: bundles are sent one at a time, oldest first, also those made by hand") {
    Served site;
    site.has_bundle(bundle);
    site.has_bundle(other_bundle);
    site.looks();
    REQUIRE(site.wants<StartUpload>().size() == 1);
    CHECK(site.wants<StartUpload>()[0].bundle == bundle);
    site.looks();
    CHECK(site.wants<StartUpload>().empty());

    site.sight.bundles.erase(site.sight.bundles.begin());
    site.happens(UploadEnded{bundle, How::whole, ""});
    REQUIRE(site.wants<StartUpload>().size() == 1);
    CHECK(site.wants<StartUpload>()[0].bundle == other_bundle);
    CHECK(site.wants<Tidy>().size() == 1);
}

TEST_CASE("service: what is known of the way decides the first piece") {
    Served site;
    site.has(first, Stage::granted);
    site.looks();
    site.happens(Probed{"", 4 << 20});
    site.has_bundle(bundle);
    site.looks();
    REQUIRE(site.wants<StartUpload>().size() == 1);
    CHECK(site.wants<StartUpload>()[0].piece == 4 << 20);
}

TEST_CASE("service: a bundle that the desk turned down is not sent again, and stays") {
    Served site;
    site.has_bundle(bundle);
    site.looks();
    site.happens(UploadEnded{bundle, How::refused, "its signature does not hold"});
    CHECK(site.says("its signature does not hold"));
    CHECK(site.says("safr-diag upload " + bundle));
    site.sight.bundles[0].refused = true;
    site.looks();
    CHECK(site.wants<StartUpload>().empty());
    site.passes(48h);
    CHECK(site.wants<StartUpload>().empty());
    site.sight.bundles[0].refused = false;
    site.looks();
    CHECK(site.wants<StartUpload>().size() == 1);
}

TEST_CASE("service: an upload that failed is tried again after an hour, others meanwhile") {
    Served site;
    site.has_bundle(bundle);
    site.has_bundle(other_bundle);
    site.looks();
    site.happens(UploadEnded{bundle, How::failed, "over the quota"});
    REQUIRE(site.wants<StartUpload>().size() == 1);
    CHECK(site.wants<StartUpload>()[0].bundle == other_bundle);
    site.sight.bundles.pop_back();
    site.happens(UploadEnded{other_bundle, How::whole, ""});
    site.looks();
    CHECK(site.wants<StartUpload>().empty());
    site.passes(61min);
    REQUIRE(site.wants<StartUpload>().size() == 1);
    CHECK(site.wants<StartUpload>()[0].bundle == bundle);
}

TEST_CASE("service: outside the site's hours uploads wait and say so once, then begin") {
    Served site;
    site.terms.always = false;
    site.terms.from_minute = 20 * 60;
    site.terms.to_minute = 6 * 60;
    site.happens(site.terms);
    site.has_bundle(bundle);
    site.looks();
    CHECK(site.wants<StartUpload>().empty());
    CHECK(site.says("desk.upload_hours"));
    site.looks();
    CHECK_FALSE(site.says("desk.upload_hours"));
    while (site.now < noon + 8h) {
        CHECK(site.wants<StartUpload>().empty());
        const auto next = site.agent.next(site.now);
        REQUIRE(next > site.now);
        REQUIRE(next <= noon + 8h);
        site.passes(next - site.now);
    }
    CHECK(site.wants<StartUpload>().size() == 1);
}

TEST_CASE("service: at the end of the hours an upload pauses, and goes on the next evening") {
    Served site;
    site.terms.always = false;
    site.terms.from_minute = 8 * 60;
    site.terms.to_minute = 13 * 60;
    site.happens(site.terms);
    site.has_bundle(bundle);
    site.looks();
    REQUIRE(site.wants<StartUpload>().size() == 1);
    site.passes(59min);
    CHECK(site.wants<StopUpload>().empty());
    site.passes(1min);
    CHECK(site.wants<StopUpload>().size() == 1);
    site.passes(1min);
    CHECK(site.wants<StopUpload>().empty());
    site.happens(UploadEnded{bundle, How::stopped, ""});
    site.looks();
    CHECK(site.wants<StartUpload>().empty());
    site.passes(19h);
    CHECK(site.wants<StartUpload>().size() == 1);
}

TEST_CASE("service: an upload whose request was revoked stops at once, and the desk forgets it") {
    Served site;
    site.line_comes_up();
    site.has_bundle(bundle);
    site.looks();
    REQUIRE(site.wants<StartUpload>().size() == 1);
    site.sight.bundles.clear();
    site.sight.withdrawn = {bundle};
    site.looks();
    CHECK(site.wants<StopUpload>().size() == 1);
    CHECK(site.wants<Withdraw>().empty());
    site.happens(UploadEnded{bundle, How::stopped, ""});
    CHECK(site.says("no longer here"));
    REQUIRE(site.wants<Withdraw>().size() == 1);
    CHECK(site.wants<Withdraw>()[0].bundle == bundle);
    site.sight.withdrawn.clear();
    site.happens(Withdrawn{bundle, true});
    site.looks();
    CHECK(site.wants<Withdraw>().empty());
}

TEST_CASE("service: of a bundle that left its place as it was sent nobody says that it is gone") {
    Served site;
    site.has_bundle(bundle);
    site.looks();
    site.sight.bundles.clear();
    site.looks();
    CHECK(site.wants<Say>().empty());
    site.happens(UploadEnded{bundle, How::whole, ""});
    CHECK(site.says("is at the desk"));
    CHECK_FALSE(site.says("no longer here"));
}

TEST_CASE("service: a line that does not come is news once for each reason, then a detail") {
    Served site;
    const auto tone = [&] {
        REQUIRE(site.wants<Say>().size() == 1);
        return site.wants<Say>()[0].tone;
    };
    site.happens(LineDown{"no answer", 1s});
    CHECK(tone() == Tone::warning);
    site.happens(LineDown{"no answer", 2s});
    CHECK(tone() == Tone::detail);
    site.happens(LineDown{"its certificate is over", 4s});
    CHECK(tone() == Tone::warning);
    site.happens(LineDown{"its certificate is over", 8s});
    CHECK(tone() == Tone::detail);
    site.happens(LineUp{"poll"});
    CHECK(tone() == Tone::news);
    site.happens(LineDown{"its certificate is over", 1s});
    CHECK(tone() == Tone::warning);
}

TEST_CASE("service: what the desk could not be asked to forget is asked again, with a line") {
    Served site;
    site.sight.withdrawn = {bundle};
    site.looks();
    CHECK(site.wants<Withdraw>().empty());
    site.line_comes_up();
    CHECK(site.wants<Withdraw>().size() == 1);
    site.happens(Withdrawn{bundle, false});
    site.looks();
    CHECK(site.wants<Withdraw>().empty());
    site.passes(6min);
    CHECK(site.wants<Withdraw>().size() == 1);
}

TEST_CASE("service: a line that comes up ends the pause of an upload in trouble") {
    Served site;
    site.has_bundle(bundle);
    site.looks();
    site.happens(UploadMoved{0, 100, true});
    site.line_comes_up();
    CHECK(site.wants<HurryUpload>().size() == 1);
}

TEST_CASE("service: when it is to stop, an upload stops too and its state is on the disk") {
    Served site;
    site.has_bundle(bundle);
    site.looks();
    site.happens(StopAsked{});
    CHECK(site.wants<StopUpload>().size() == 1);
    CHECK(site.wants<End>().empty());
    site.happens(UploadEnded{bundle, How::stopped, ""});
    CHECK(site.wants<End>().size() == 1);
    CHECK(site.wants<StartUpload>().empty());
}
