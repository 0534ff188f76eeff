// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/host_names.hpp"
#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

const Redactor& of_site() {
    static const auto made =
        Redactor::create(test_key, {.hosts = {"nvr01.north.acme.com", "camsrv", "localhost", "db",
                                              "server", "mongo", "Safr", "lan"}});
    return *made;
}

std::string on_site(std::string_view text) {
    Redactions counts;
    const auto result = of_site().redact(text, counts);
    REQUIRE(result);
    return result->text();
}

/// What stands for a host that is alone in its text.
std::string stand_in(std::string_view host) { return on_site(host); }

TEST_CASE("hosts: a host of the site has one stem, with its domain, without, and in capitals") {
    const auto alone = stand_in("nvr01");

    CHECK(alone.starts_with("host-"));
    CHECK(alone.ends_with(".invalid"));
    const auto stem = alone.substr(0, alone.find('.'));
    CHECK(stand_in("NVR01") == alone);
    CHECK(stand_in("nvr01.north.acme.com").starts_with(stem + ".d-"));
    CHECK(on_site("nvr01-backup and /logs/nvr01.log") ==
          stem + "-backup and /logs/" + stem + ".log");
    CHECK(stand_in("camsrv") != alone);
}

TEST_CASE("hosts: the parts of a name stay as many, and a shared domain stays shared") {
    const auto ours = stand_in("nvr01.north.acme.com");
    const auto other = stand_in("other7.north.acme.com");

    CHECK(std::count(ours.begin(), ours.end(), '.') == 3);
    CHECK(ours.substr(ours.find('.')) == other.substr(other.find('.')));
    CHECK(ours.ends_with(".invalid"));
    CHECK_FALSE(holds(other, "other7"));
}

TEST_CASE("hosts: a domain goes also alone, and as packages of Java have it") {
    for (const char* line : {"search north.acme.com", "at com.acme.north.Door.open(Door.java:7)"})
        CHECK_MESSAGE(!holds(on_site(line), "acme"), line);
    CHECK(holds(on_site("at com.acme.north.Door.open(Door.java:7)"), ".Door.open(Door.java:7)"));
}

TEST_CASE("hosts: words that machines are called too stay words") {
    for (const char* line : {"localhost:8080", "the server is up", "mongo db", "Safr started",
                             "wlan0 and lan", "the camsrvs", "nvr011", "xnvr01"})
        CHECK_MESSAGE(on_site(line) == line, line);
}

TEST_CASE("hosts: the host of a URL goes, its scheme, port and path stay") {
    for (const char* url :
         {"rtsp://cam-lobby.bigbank.com:554/live", "rtsp://u:pw@cam-lobby.bigbank.com:554/live",
          "https://cam-lobby:554/live", "mongodb://cam-lobby.bigbank.com:554/live",
          "rtsp:\\/\\/cam-lobby.bigbank.com:554\\/live"}) {
        const auto text = clean(std::string("open ") + url);
        CAPTURE(text);
        CHECK_FALSE(holds(text, "lobby"));
        CHECK_FALSE(holds(text, "bigbank"));
        CHECK(holds(text, ".invalid:554"));
    }
    const auto list = clean("mongodb://alpha1.acme.lan:27017,beta22.acme.lan:27018/db?x=1");
    CHECK_FALSE(holds(list, "acme"));
    CHECK(holds(list, ".invalid:27018/db?x=1"));
}

TEST_CASE("hosts: everybody's hosts stay, and so does what is no host") {
    for (const char* line :
         {"http://www.w3.org/2001/XMLSchema", "https://docs.real.com/guides", "http://host:8080/x",
          "http://localhost/", "https://cv-instam.real/", "http://server/", "jdbc:mysql://db/x",
          "file:///etc/x.conf", "hostname: java.net.UnknownHostException", "host: a", "ip-a-b",
          "host-12-13", "node-1-2-3", "x.invalid http://y.invalid/"})
        CHECK_MESSAGE(clean(line) == line, line);
}

TEST_CASE("hosts: a field that holds a host's name loses it") {
    for (const char* line : {"hostname=doorsrv9", "{\"host\":\"doorsrv9\"}", "Hostname: doorsrv9",
                             "{\\\"fqdn\\\":\\\"doorsrv9.x.lan\\\"}", "nodename = \"doorsrv9\""})
        CHECK_MESSAGE(!holds(clean(line), "doorsrv9"), line);
}

TEST_CASE("hosts: a field without a host's name keeps what it says") {
    for (const char* line :
         {"{\"host\":null,\"port\":null}", "{\"host\": true}", "{\"hostname\":false}",
          "{\"host\":1e10}", "{\\\"host\\\":null}", "hostname: unknown", "hostname=true",
          "Invalid hostname: timeout", "hostname=none", "nodename: undefined"})
        CHECK_MESSAGE(clean(line) == line, line);
}

TEST_CASE("hosts: a name without quotes gets them where its field has them") {
    const auto text = clean("{\"host\":doorsrv9,\"port\":8080}");

    CHECK(text.starts_with("{\"host\":\"host-"));
    CHECK(text.ends_with(".invalid\",\"port\":8080}"));
    const auto deeper = clean("{\\\"host\\\":doorsrv9}");
    CHECK(deeper.starts_with("{\\\"host\\\":\\\"host-"));
    CHECK(deeper.ends_with(".invalid\\\"}"));
}

TEST_CASE("hosts: hosts that are called after their addresses keep apart") {
    const auto one = clean("hostname=ip-10-0-0-5.acme.lan");
    const auto other = clean("hostname=ip-10-0-0-6.acme.lan");

    CHECK(one != other);
    for (const auto& text : {one, other}) {
        CHECK(text.starts_with("hostname=host-"));
        CHECK(text.ends_with(".invalid"));
        CHECK_FALSE(holds(text, "acme"));
        CHECK_FALSE(holds(text, "10-0-0"));
    }
    CHECK(clean("rtsp://ip-10-0-0-5.acme.lan/") != clean("rtsp://ip-10-0-0-6.acme.lan/"));
    CHECK(clean("hostname=cam-00-1b-21-3c-9d-f8.acme.lan") !=
          clean("hostname=cam-00-1b-21-3c-9d-f9.acme.lan"));
}

TEST_CASE("hosts: a word of the site over a part of an address names each address apart") {
    const auto made = Redactor::create(test_key, {.words = {"door 10.43"}});
    REQUIRE(made);
    Redactions counts;

    const auto one = made->redact("at door 10.43.1.2 now", counts);
    const auto other = made->redact("at door 10.43.1.3 now", counts);

    REQUIRE(one);
    REQUIRE(other);
    CHECK(one->text() != other->text());
    CHECK_FALSE(holds(one->text(), "10.43"));
    CHECK(one->text().ends_with(" now"));
}

TEST_CASE("hosts: an address in a name or backwards stands for the same address") {
    const auto address = clean("10.43.1.2");
    auto dashes = address;
    std::replace(dashes.begin(), dashes.end(), '.', '-');

    CHECK(clean("ip-10-43-1-2.ec2") == "ip-" + dashes + ".ec2");
    CHECK(clean("host-10-43-1-2") == "host-" + dashes);
    CHECK(clean("2.1.43.10.in-addr.arpa") == backwards(address) + ".in-addr.arpa");
}

TEST_CASE("hosts: redacting twice changes nothing more") {
    for (const char* line : {"nvr01", "nvr01.north.acme.com", "rtsp://cam9x.y.com/", "ip-10-0-0-5",
                             "com.acme.north.X", "5.0.0.10.in-addr.arpa", "hostname=doorsrv9"}) {
        const auto once = on_site(line);
        CHECK_MESSAGE(on_site(once) == once, once);
    }
}

TEST_CASE("hosts: the list of common words is in order, as it is searched so") {
    for (const char* word : {"access", "virgo", "localhost", "mongo", "server", "safr", "db"})
        CHECK_MESSAGE(is_common_word(word), word);
    CHECK_FALSE(is_common_word("nvr01"));
    CHECK(forms_of("10.0.0.1").names.empty());
    CHECK(forms_of("null").names.empty());
    CHECK(forms_of("a..b").names.empty());
    CHECK(forms_of("nvr01.lan").domains.empty());
    CHECK(forms_of("nvr01.acme.lan.").domains == std::vector<std::string>{"acme.lan"});
}

TEST_CASE("hosts: a full name is told from words with dots by how it ends") {
    for (const char* name : {"nvr.lan", "cam77.acme.lan", "a.acme.com", "x.y.de", "NVR.Acme.Local"})
        CHECK_MESSAGE(is_full_host_name(name), name);
    for (const char* name : {"nvr01", "request.timeout", "logback.xml", "a.b.4c", "10.0.0.5",
                             "www.w3.org", "x.y.invalid", "lib.so", "java.net.Socket"})
        CHECK_MESSAGE(!is_full_host_name(name), name);
}

}  // namespace
}  // namespace diag::redact
