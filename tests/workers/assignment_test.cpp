// SPDX-License-Identifier: Apache-2.0
#include "agent/run/assignment.hpp"

#include <doctest/doctest.h>

using namespace diag;
using namespace diag::run;

namespace {

Scope scope_with_accounts() {
    Scope scope;
    scope.accounts = {{"mongo", {"diag", "m0ngo", "admin"}},
                      {"cameras", {"root", "c4m", ""}},
                      {"cameras:10.1.2.3", {"root", "0ther", ""}},
                      {"camerasandmore", {"x", "y", ""}}};
    return scope;
}

}  // namespace

TEST_CASE("assignment: a worker is told no account but those its collector names") {
    Collector cameras{.id = "cameras"};
    cameras.accounts = "safr cameras";

    const auto given = assignment_for(cameras, scope_with_accounts()).scope.accounts;
    CHECK(given.size() == 2);
    CHECK(given.contains("cameras"));
    CHECK(given.contains("cameras:10.1.2.3"));

    CHECK(assignment_for(Collector{.id = "disk"}, scope_with_accounts()).scope.accounts.empty());
}

TEST_CASE("assignment: what was proven of backups goes to the collector that asks for it") {
    Scope scope;
    scope.proofs.push_back({.path = "/b/x.tgz",
                            .bytes = 5,
                            .modified = Time{milliseconds{6}},
                            .inode = ~0ull,
                            .proven = Time{milliseconds{7}},
                            .level = "L0",
                            .sound = "L4",
                            .contents = "full",
                            .unpacked = 8,
                            .documents = 9,
                            .objects = 10,
                            .object_bytes = 11,
                            .took = milliseconds{12},
                            .restored = milliseconds{13},
                            .altered = Time{milliseconds{14}}});
    Collector backups{.id = "backups"};
    backups.asks_proofs = true;

    const auto document = json::parse(to_text(assignment_for(backups, scope)));
    REQUIRE(document);
    const auto back = gather_assignment_from(*document);

    REQUIRE(back);
    CHECK(back->scope.proofs == scope.proofs);
    CHECK(assignment_for(Collector{.id = "disk"}, scope).scope.proofs.empty());
}

TEST_CASE("assignment: everything about the site arrives as it was sent") {
    auto scope = scope_with_accounts();
    scope.nodes = {"a", "b"};
    scope.mongo = {{"h:27017"}, "/ca.pem", true};
    scope.nfs = {true, {"nas:/export"}};
    scope.cameras.urls = {"rtsp://10.0.0.1/s"};
    scope.cameras.at_once = 7;
    scope.cameras.play = milliseconds{1'234};
    scope.cloud = {.endpoints = {"https://cloud.example/"},
                   .licence_server = "licence.example:443",
                   .controls = {"192.0.2.1:443"},
                   .control_name = "name.example",
                   .proxy = "http://proxy:3128",
                   .ca_file = "/ca.pem",
                   .issuers = {"DigiCert"}};
    scope.integrations = {{"lenel://onguard.example"}, "/authorities.pem"};
    scope.notifications.servers = {"mail.example:587"};
    scope.desk_url = "https://desk.example";
    scope.cloud_claim = R"({"day":"2026-11-27"})";
    scope.rollback_backup = "/backups/SAFR-backup-20261123-043000.tgz";
    scope.site.known = true;
    scope.site.role = "primary";
    scope.site.processes.push_back({.pid = 5, .service = "covi", .argv = {"java", "-jar"}});
    const auto text = to_text(GatherAssignment{"mongo", scope});

    const auto document = json::parse(text);
    REQUIRE(document);
    const auto back = gather_assignment_from(*document);

    REQUIRE(back);
    CHECK(to_text(*back) == text);
    CHECK(back->scope.mongo.tls);
    CHECK(back->scope.nfs.exports.front() == "nas:/export");
    CHECK(back->scope.cameras.at_once == 7);
    CHECK(back->scope.cloud.endpoints == scope.cloud.endpoints);
    CHECK(back->scope.cloud.issuers == scope.cloud.issuers);
    CHECK(back->scope.cloud.proxy == "http://proxy:3128");
    CHECK(back->scope.integrations.systems == scope.integrations.systems);
    CHECK(back->scope.integrations.ca_file == "/authorities.pem");
    CHECK(back->scope.notifications.servers == scope.notifications.servers);
    CHECK(back->scope.desk_url == "https://desk.example");
    CHECK(back->scope.cloud_claim == scope.cloud_claim);
    CHECK(back->scope.rollback_backup == scope.rollback_backup);
    CHECK(back->scope.accounts.at("mongo").password == "m0ngo");
    CHECK(back->scope.site.processes.front().argv.size() == 2);
}

TEST_CASE("assignment: rules travel whole, and one without its rules is none") {
    PassAssignment assignment;
    assignment.rules = {.words = {"acme"}, .secrets = {"s3cr3t\"of site"}};
    assignment.tell_stand_ins = true;

    auto document = json::parse(to_text(assignment));
    REQUIRE(document);
    const auto back = pass_assignment_from(*document);

    REQUIRE(back);
    CHECK(back->rules == assignment.rules);
    CHECK(back->tell_stand_ins);
    document->get_object().erase("rules");
    CHECK_FALSE(pass_assignment_from(*document));
}

TEST_CASE("assignment: an attachment comes from one place, a file, a program or its own text") {
    const Attachment text{.name = "canary", .text = "a\nb\n"};
    const auto read = attachment_from(to_json(text));
    REQUIRE(read);
    CHECK(read->text == text.text);

    auto both = text;
    both.path = "/etc/hosts";
    CHECK_FALSE(attachment_from(to_json(both)));
    CHECK_FALSE(attachment_from(to_json(Attachment{.name = "nothing"})));
}

TEST_CASE("assignment: a worker that passes attachments is told what is off limits") {
    Scope scope;
    scope.data_root = "/data";
    scope.program_root = "/opt/safr";
    scope.site.data_root = "/data";
    PassAssignment given{.attachments = {}, .signatures = {}, .off_limits = face_stores(scope)};

    const auto document = json::parse(to_text(given));
    REQUIRE(document.has_value());
    const auto taken = pass_assignment_from(*document);

    REQUIRE(taken.has_value());
    CHECK(taken->off_limits ==
          std::vector<std::string>{"/data/cv-storage", "/opt/safr/cv-storage"});
}
