// SPDX-License-Identifier: Apache-2.0
// The network, the way to the cloud, and what SAFR talks to at the site.
#include <doctest.h>

#include "agent/report/triage/triage.hpp"
#include "tests/report/triage/cases.hpp"

namespace diag::report {
namespace {

using test::causes_of;
using test::found;
using enum Severity;

using Names = std::vector<std::string>;

Finding at(const char* id, const char* host, Severity severity = critical) {
    return found(id, severity, {{"host", host}, {"server", std::string(host) + ":8080"}});
}

}  // namespace

TEST_CASE("triage: causes on the way and outside are found by what belongs together") {
    const std::vector<std::pair<std::string, std::vector<Finding>>> cases{
        {"network.no_way",
         {found("network.gateway_silent", critical), found("cloud.site_offline"),
          found("notifications.unreachable", critical), found("notifications.alarms_lost")}},
        {"network.no_way",
         {found("network.gateway_silent", critical), found("cloud.gateway_silent"),
          found("cloud.licence_unconfirmed")}},
        {"network.gateway",
         {found("cloud.gateway_silent"), found("cloud.licence_out_of_reach", critical),
          found("notifications.unreachable", critical)}},
        {"network.line",
         {found("cloud.site_offline"), found("cloud.licence_out_of_reach", critical),
          found("notifications.sms_unreachable", critical), found("network.dns_dead", critical)}},
        {"network.bad_link",
         {found("network.errors_growing"), found("network.retransmissions"), found("nfs.slow")}},
        {"network.large_packets",
         {found("network.mtu_black_hole", critical), found("nfs.service_hung", critical)}},
        {"network.name_service",
         {found("network.dns_dead", critical), found("cloud.names_not_found"),
          found("integrations.name_silent", critical)}},
        {"network.wrong_address",
         {found("network.hosts_override"), found("integrations.other_service", critical)}},
        {"network.firewall",
         {found("network.port_filtered", critical), found("integrations.silent", critical),
          found("integrations.sync_held_up")}},
        {"network.connections_leak",
         {found("network.close_wait"), found("services.silent", critical)}},
        {"cloud.outage", {found("cloud.down"), found("cloud.licence_out_of_reach", critical)}},
        {"cloud.outage", {found("cloud.down"), found("cloud.licence_unconfirmed")}},
        {"cloud.middle_box",
         {found("cloud.intercepted"), found("cloud.licence_never_reached"),
          found("logs.tls_untrusted")}},
        {"cloud.proxy_in_the_way", {found("cloud.proxy"), found("cloud.licence_out_of_reach")}},
        {"host.clock_far_off",
         {found("cloud.clock", critical), found("cloud.certificate_not_valid")}},
        {"mail.server",
         {found("notifications.refused", critical), found("notifications.alarms_lost", critical)}},
        {"mail.server",
         {found("notifications.unreachable", critical),
          found("notifications.builtin_lost", critical)}},
        {"mail.encryption",
         {found("notifications.tls_failed", critical),
          found("notifications.builtin_lost", critical)}},
        {"mail.encryption",
         {found("notifications.certificate_expired", critical),
          found("notifications.alarms_lost", critical)}},
        {"mail.settings",
         {found("notifications.label_undefined", critical), found("notifications.label_unused")}},
        {"mail.login",
         {found("notifications.login_not_offered", critical),
          found("notifications.alarms_lost", critical)}},
        {"integrations.outside_down",
         {at("integrations.refused", "onguard"), at("integrations.sync_held_up", "onguard")}},
        {"integrations.way",
         {at("integrations.silent", "onguard"), at("integrations.sync_held_up", "onguard")}},
        {"integrations.wrong_place",
         {at("integrations.name_unknown", "onguard"), at("integrations.sync_held_up", "onguard")}},
        {"integrations.certificate",
         {at("integrations.certificate_expired", "onguard"),
          at("integrations.sync_tls", "onguard")}},
        {"integrations.event_server",
         {at("integrations.sync_stale", "onguard"), found("services.failing", critical)}},
    };
    for (const auto& [cause, findings] : cases) {
        CAPTURE(cause);
        const auto story = test::story_of(findings);
        const auto triage = test::triage_of(story);
        REQUIRE(triage.causes.size() == 1);
        CHECK(test::name_of(triage.causes[0]) == cause);
        CHECK(triage.others.empty());
    }
}

TEST_CASE("triage: two outside systems that are down are two causes, each with its own sync") {
    const auto story = test::story_of({at("integrations.refused", "onguard"),
                                       at("integrations.sync_held_up", "onguard", warning),
                                       at("integrations.server_error", "sql01"),
                                       at("integrations.sync_held_up", "sql01", warning)});
    const auto triage = test::triage_of(story);

    REQUIRE(triage.causes.size() == 2);
    CHECK(triage.causes[0].subject != triage.causes[1].subject);
    CHECK(triage.causes[0].findings.size() == 2);
    CHECK(triage.causes[0].cause == Cause::integration);
}

TEST_CASE("triage: a line that is down is no matter of the line where the gateway is silent") {
    const std::vector<Finding> offline{found("cloud.site_offline"),
                                       found("cloud.licence_out_of_reach", critical)};
    CHECK(causes_of(offline) == Names{"network.line"});
    for (const auto* const nearer :
         {"network.link_down", "network.no_default_route", "network.gateway_silent"}) {
        auto all = offline;
        all.push_back(found(nearer, critical));
        CHECK(causes_of(all) == Names{"network.no_way"});
    }
}

TEST_CASE("triage: syncs that stand while the database is down are the database's") {
    CHECK(causes_of({found("mongo.no_primary", critical), found("services.failing", critical),
                     at("integrations.sync_failing", "onguard")}) == Names{"database.no_primary"});
}

}  // namespace diag::report
