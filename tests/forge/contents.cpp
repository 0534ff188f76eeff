// SPDX-License-Identifier: Apache-2.0
// Signed by an engineer of ours, but not what may be asked here.
#include "tests/forge/forger.hpp"

namespace diag::forge {
namespace {

using namespace std::chrono_literals;
using exchange::Request;

/// A good request but for one change.
template <class Change>
auto but(Change change) {
    return [change](Forger& forger) {
        auto request = forger.good();
        change(request, forger);
        return signed_by(forger.scene.engineer, request);
    };
}

/// The same on the level of JSON: what our own code would not write.
template <class Change>
auto but_json(Change change) {
    return [change](Forger& forger) {
        auto document = to_json(forger.good());
        change(document.as_object(), forger);
        return signed_by(forger.scene.engineer, json::write(document));
    };
}

template <class Change>
auto but_text(Change change) {
    return [change](Forger& forger) {
        return signed_by(forger.scene.engineer, change(text_of(forger.good())));
    };
}

std::string_view some_member(const json::object& document, Forger& forger) {
    auto at = document.begin();
    for (auto steps = forger.up_to(document.size() - 1); steps > 0; --steps) ++at;
    return at->key();
}

std::vector<Kind> kinds_of_words() {
    return {
        {"wrong agent", but([](Request& it, Forger&) { it.agent = "agent-8"; }), "for the agent"},
        {"an agent's name with a space", but([](Request& it, Forger&) { it.agent += " "; }),
         "for the agent"},
        {"wrong site", but([](Request& it, Forger&) { it.site = "South"; }), "for the site"},
        {"unknown collector", but([](Request& it, Forger&) { it.collectors = {"shell"}; }),
         "no collector"},
        {"unknown collector among known ones",
         but([](Request& it, Forger&) { it.collectors.emplace_back("passwd"); }), "no collector"},
        {"a path for a collector",
         but([](Request& it, Forger&) { it.collectors = {"../../../etc/shadow"}; }), "collectors"},
        {"the same collector twice",
         but([](Request& it, Forger&) { it.collectors.push_back(it.collectors.front()); }),
         "collectors"},
        {"no collector", but([](Request& it, Forger&) { it.collectors.clear(); }), "collectors"},
        {"unknown parameter", but([](Request& it, Forger&) { it.parameters["logs.path"] = 1; }),
         "no parameter"},
        {"parameter above its ceiling", but([](Request& it, Forger& forger) {
             it.parameters["cameras.play"] =
                 5001 + static_cast<std::int64_t>(forger.up_to(1 << 30));
         }),
         "this site allows"},
        {"parameter below its floor", but([](Request& it, Forger& forger) {
             it.parameters["cameras.play"] = -1 - static_cast<std::int64_t>(forger.up_to(1 << 30));
         }),
         "this site allows"},
        {"control characters in the reason",
         but([](Request& it, Forger&) { it.reason += "\x1b[2J\x1b[1;1Hall is well"; }), "reason"},
        {"a reason that is too long",
         but([](Request& it, Forger&) { it.reason = std::string(2001, 'x'); }), "reason"},
        {"no reason", but([](Request& it, Forger&) { it.reason.clear(); }), "reason"},
        {"a path for an id", but([](Request& it, Forger&) { it.id = "../../spool/ready/x"; }),
         "id"},
    };
}

std::vector<Kind> kinds_of_limits() {
    return {
        {"expired window", but([](Request& it, Forger& forger) {
             it.made = it.not_before = forger.scene.now - 48h;
             it.not_after = forger.scene.now - std::chrono::minutes(1 + forger.up_to(1000));
         }),
         "expired"},
        {"window not yet valid", but([](Request& it, Forger& forger) {
             it.not_before = forger.scene.now + std::chrono::minutes(6 + forger.up_to(50));
         }),
         "not valid before"},
        {"made in the future",
         but([](Request& it, Forger& forger) { it.made = forger.scene.now + 30min; }),
         "a clock is wrong"},
        {"a window that ends before it begins",
         but([](Request& it, Forger&) { it.not_after = it.not_before - 1s; }), "not_after"},
        {"a life of two years",
         but([](Request& it, Forger&) { it.not_after = it.not_before + 24h * 731; }), "not_after"},
        {"evidence until before since", but([](Request& it, Forger&) { it.until = it.since - 1s; }),
         "until"},
        {"bytes above the ceiling", but([](Request& it, Forger& forger) {
             it.bytes = (1ull << 30) + 1 + forger.up_to(1 << 30);
         }),
         "collect.max_bytes"},
        {"no bytes", but([](Request& it, Forger&) { it.bytes = 0; }), "bytes"},
        {"span above the ceiling", but([](Request& it, Forger& forger) {
             it.span = 601s + std::chrono::seconds(forger.up_to(9000));
         }),
         "collect.deadline"},
        {"a span of more than a day", but([](Request& it, Forger&) { it.span = 86'401s; }),
         "seconds"},
        {"recipients of another authority", but([](Request& it, Forger& forger) {
             it.recipients = {forger.other_recipient.certificate};
         }),
         "not issued by"},
        {"one recipient more, of another authority", but([](Request& it, Forger& forger) {
             it.recipients.push_back(forger.other_recipient.certificate);
         }),
         "not issued by"},
        {"an engineer as recipient", but([](Request& it, Forger& forger) {
             it.recipients.push_back(forger.scene.engineer.certificate);
         }),
         "is no recipient"},
        {"no recipient", but([](Request& it, Forger&) { it.recipients.clear(); }), "recipients"},
        {"seventeen recipients", but([](Request& it, Forger&) {
             while (it.recipients.size() < 17) it.recipients.push_back(it.recipients.front());
         }),
         "recipients"},
    };
}

std::vector<Kind> kinds_of_json() {
    return {
        {"a newer format",
         but_json([](json::object& it, Forger& forger) { it["format"] = 2 + forger.up_to(9); }),
         "format"},
        {"a format before the first", but_json([](json::object& it, Forger& forger) {
             it["format"] = -static_cast<std::int64_t>(forger.up_to(3));
         }),
         "format"},
        {"a format in words", but_json([](json::object& it, Forger&) { it["format"] = "1"; }),
         "format"},
        {"no format", but_json([](json::object& it, Forger&) { it.erase("format"); }), "format"},
        {"a member too many", but_json([](json::object& it, Forger&) { it["shell"] = "id"; }),
         "shell"},
        {"a member too few", but_json([](json::object& it, Forger& forger) {
             it.erase(std::string(some_member(it, forger)));
         }),
         "", At::site, 3},
        {"a member of another type", but_json([](json::object& it, Forger& forger) {
             it[std::string(some_member(it, forger))] = json::object{{"$gt", ""}};
         }),
         "", At::site, 3},
        {"a number with a fraction", but_json([](json::object& it, Forger&) { it["bytes"] = 1.5; }),
         "bytes"},
        {"a disclosure there is not",
         but_json([](json::object& it, Forger&) { it["disclosure"] = "everything"; }),
         "disclosure"},
        {"parameters that are words", but_json([](json::object& it, Forger&) {
             it["parameters"] = json::object{{"cameras.play", "5; id"}};
         }),
         "parameters"},
        {"text behind the JSON", but_text([](const std::string& text) { return text + "{}"; })},
        {"JSON that is cut",
         but_text([](const std::string& text) { return text.substr(0, text.size() - 1); })},
        {"no JSON at all", but_text([](const std::string&) { return std::string("run this"); })},
        {"deep JSON", but_text([](const std::string&) { return std::string(50'000, '['); })},
        {"nothing signed", but_text([](const std::string&) { return std::string("null"); })},
    };
}

}  // namespace

std::vector<Kind> kinds_of_contents() {
    auto all = kinds_of_words();
    for (auto&& some : {kinds_of_limits(), kinds_of_json()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

}  // namespace diag::forge
