// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/plan.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "collectors/cameras/factory.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::cameras {
namespace {

constexpr std::size_t most_cameras = 20'000;

/// One place and what came of it, for the item "sources".
json::object told(std::string_view source, std::string_view where,
                  const Result<json::value>& document, std::size_t feeds) {
    json::object row{{"source", source}, {"where", where}};
    row["outcome"] = document ? "read" : name_of(document.error().fault);
    if (document)
        row["feeds"] = feeds;
    else
        row["words"] = document.error().what;
    return row;
}

void add(std::vector<Feed>& to, std::vector<Feed> more) {
    for (auto& feed : more)
        if (to.size() < most_cameras) to.push_back(std::move(feed));
}

void find_in_factory(World& world, Sink& sink, std::vector<Feed>& feeds, json::array& rows) {
    std::size_t number = 0;
    bool silent = false;  // one dead mount is waited for once
    for (const auto& file : factory_files(world.scope)) {
        if (silent && !file.local) continue;
        const auto document = read_factory(world, file);
        silent = silent || (!document && document.error().fault == Fault::timed_out);
        if (!document && document.error().fault == Fault::absent) continue;
        const auto item = "virgo-factory." + std::to_string(++number);
        std::vector<Feed> found;
        if (document) found = feeds_in(*document, "virgo-factory");
        rows.push_back(told("virgo-factory", file.path, document, found.size()));
        if (document)
            sink.give(item,
                      json::write({{"path", file.path}, {"document", without_secrets(*document)}}));
        else
            sink.give(item, document.error());
        add(feeds, std::move(found));
    }
}

void find_in_virga(World& world, Sink& sink, std::vector<Feed>& feeds, json::array& rows) {
    sink.doing("VIRGA's status");
    json::object tale;
    const auto document = ask_virga(world, tale);
    std::vector<Feed> found;
    if (document) found = feeds_in(*document, "virga");
    auto row = told("virga", json::text_at(tale, "url").value_or(""), document, found.size());
    if (tale.contains("form")) row["form"] = tale["form"];
    if (tale.contains("status")) row["status"] = tale["status"];
    rows.push_back(std::move(row));
    if (document)
        sink.give("virga", json::write(without_secrets(*document)));
    else
        sink.give("virga", document.error());
    add(feeds, std::move(found));
}

/// The login of this host, else the one for all.
void take_account(Camera& camera, const Scope& scope) {
    for (const bool own : {true, false}) {
        const auto key = own ? "cameras:" + camera.url.host : std::string("cameras");
        const auto found = scope.accounts.find(key);
        if (found == scope.accounts.end()) continue;
        camera.login = Login{found->second.user, found->second.password};
        camera.own_login = own;
        return;
    }
    camera.login.reset();
}

bool is_device(const StreamUrl& url) {
    return url.scheme.starts_with("http") && url.target.find("onvif") != std::string::npos;
}

Camera camera_of(const Feed& feed, const Scope& scope) {
    Camera camera{.name = feed.name, .source = feed.source, .transport = feed.transport};
    auto url = parse_stream_url(feed.url);
    if (!url) {
        camera.told = End::bad_url;
        camera.words = note_of(without_login(feed.url));
        return camera;
    }
    camera.login = std::move(url->login);
    url->login.reset();
    camera.url = std::move(*url);
    if (!camera.url.is_rtsp())
        camera.told = End::not_rtsp;
    else if (!camera.login || camera.login->user.empty())
        take_account(camera, scope);
    else {
        camera.safrs_login = feed.source != "configuration";
        camera.own_login = true;
    }
    return camera;
}

}  // namespace

std::vector<Feed> find_feeds(World& world, Sink& sink) {
    std::vector<Feed> feeds;
    json::array rows;
    find_in_factory(world, sink, feeds, rows);
    find_in_virga(world, sink, feeds, rows);
    for (const auto& url : world.scope.cameras.urls)
        feeds.push_back({.name = {}, .source = "configuration", .url = url, .transport = {}});
    const auto configured = world.scope.cameras.urls.size();
    rows.push_back({{"source", "configuration"},
                    {"where", "[cameras] urls"},
                    {"outcome", "read"},
                    {"feeds", configured}});
    sink.give("sources", json::write(rows));
    return feeds;
}

Plan plan_of(const std::vector<Feed>& feeds, const Scope& scope) {
    Plan plan;
    std::map<std::string, std::size_t, std::less<>> known;
    for (const auto& feed : feeds) {
        if (!feed.enabled) {
            ++plan.disabled;
            continue;
        }
        auto camera = camera_of(feed, scope);
        if (feed.source == "configuration" && is_device(camera.url)) {
            plan.devices[camera.url.host] = camera.url;
            continue;
        }
        const auto key = camera.told == End::bad_url ? feed.name + "\n" + without_login(feed.url)
                                                     : camera.url.whole();
        const auto [place, added] = known.emplace(key, plan.cameras.size());
        if (added) {
            if (plan.cameras.size() < most_cameras) plan.cameras.push_back(std::move(camera));
            continue;
        }
        if (place->second >= plan.cameras.size()) continue;
        auto& other = plan.cameras[place->second];
        if (other.name.empty()) other.name = camera.name;
        if (camera.login && (!other.login || camera.safrs_login)) {
            other.login = camera.login;
            other.safrs_login = camera.safrs_login;
            other.own_login = camera.own_login;
        }
        if (other.source.find(camera.source) == std::string::npos)
            other.source += "," + camera.source;
    }
    return plan;
}

void find_addresses(Plan& plan, milliseconds patience) {
    std::set<std::string> wanted;
    for (const auto& camera : plan.cameras)
        if (!camera.told && !is_address(camera.url.host)) wanted.insert(camera.url.host);
    const std::vector<std::string> hosts(wanted.begin(), wanted.end());
    const auto answers = addresses_of(hosts, patience);
    std::map<std::string, const Result<Addresses>*, std::less<>> by_host;
    for (std::size_t i = 0; i < hosts.size() && i < answers.size(); ++i)
        by_host.emplace(hosts[i], &answers[i]);
    for (auto& camera : plan.cameras) {
        if (camera.told) continue;
        if (is_address(camera.url.host)) {
            camera.address = camera.url.host;
            continue;
        }
        const auto found = by_host.find(camera.url.host);
        if (found == by_host.end()) continue;
        const auto& answer = *found->second;
        if (answer && !answer->empty()) {
            camera.address = answer->front();
            continue;
        }
        const bool silent = !answer && answer.error().fault == Fault::timed_out;
        camera.told = End::name_unknown;
        camera.words = silent ? "the name timed out" : "no such name";
    }
}

CameraRecord record_of(const Camera& camera) {
    CameraRecord record;
    record.feed = camera.name;
    record.source = camera.source;
    record.transport = camera.transport;
    record.scheme = camera.url.scheme;
    record.host = camera.url.host;
    record.port = camera.url.port;
    record.target = camera.url.target;
    record.address = camera.address == camera.url.host ? "" : camera.address;
    record.end = camera.told.value_or(End::time_up);
    record.words = camera.words;
    return record;
}

}  // namespace diag::cameras
