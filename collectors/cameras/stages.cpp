// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/stages.hpp"

#include "collectors/cameras/device.hpp"
#include "collectors/cameras/dialogues_asio.hpp"
#include "collectors/cameras/ladder.hpp"
#include "collectors/cameras/pages.hpp"
#include "collectors/cameras/rounds.hpp"
#include "platform/digest.hpp"

namespace diag::cameras {
namespace {

constexpr milliseconds brief_visit{300};
constexpr std::uint16_t device_port = 80;
constexpr std::string_view device_path = "/onvif/device_service";

std::string chance(std::size_t count) {
    std::string bytes(count, '\0');
    fill_random({reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()});
    return bytes;
}

std::string client_nonce() {
    const auto bytes = chance(8);
    return hex({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

/// Numbers things that are equal alike.
class Numbers {
public:
    std::size_t of(const std::string& name) {
        return known_.emplace(name, known_.size()).first->second;
    }
    std::size_t count() const { return known_.size(); }

private:
    std::map<std::string, std::size_t> known_;
};

struct Household {
    StreamUrl url;
    std::string address;
    std::optional<Login> login;
};

/// How a host proves dead.
std::optional<End> death_of(const CameraRecord& record) {
    switch (record.end) {
        case End::timed_out:
        case End::unreachable:
        case End::refused:
        case End::silent:
            break;
        default:
            return {};
    }
    if (record.end == End::silent && record.at != Rung::options) return {};
    return record.end;
}

/// Climbs the cameras `numbers` of the plan.
class Climbs final : public Rounds {
public:
    Climbs(Tour& tour, std::vector<std::size_t> numbers, const std::vector<std::size_t>& hosts,
           bool again, Pages& pages)
        : Rounds(hosts, tour.world.scope.cameras.per_host),
          tour_(tour),
          numbers_(std::move(numbers)),
          again_(again),
          pages_(pages) {}

    std::uint64_t changes() const override { return tour_.changes; }
    std::size_t uncounted() const override { return again_ ? 0 : tour_.slots.taken(); }

private:
    std::unique_ptr<Dialogue> begin(std::size_t item, std::size_t behind, Instant now) override {
        const auto number = numbers_[item];
        const auto& camera = tour_.plan.cameras[number];
        if (pages_.lines() % 50 == 0)
            tour_.sink.doing((again_ ? "stream " : "camera ") + std::to_string(item + 1) + " of " +
                             std::to_string(numbers_.size()));
        const bool named = camera.address != camera.url.host;
        Climb climb{.url = camera.url,
                    .peer = {camera.address, camera.url.port, camera.url.is_tls(),
                             named ? camera.url.host : ""},
                    .login = camera.login,
                    .patience = tour_.rung_patience(),
                    .play = tour_.world.scope.cameras.play,
                    // A check may run every minute: it must not be the one who locks an account,
                    // also not with SAFR's own login, which may have become wrong.
                    .may_log_in = !tour_.world.scope.brief,
                    // A recorder's other channels must not wait for a stream to be described.
                    .slots = again_ || behind < per_host() ? &tour_.slots : nullptr,
                    .may_send_basic = camera.own_login || camera.url.is_tls(),
                    .client_nonce = client_nonce()};
        auto ladder = std::make_unique<Ladder>(std::move(climb), record_of(camera),
                                               tour_.gate(camera.address));
        ladder->begin(now);
        return ladder;
    }
    std::optional<End> finish(std::size_t item, Dialogue& dialogue) override {
        auto& ladder = static_cast<Ladder&>(dialogue);
        auto& record = ladder.record();
        const auto death = death_of(record);
        const auto number = numbers_[item];
        tour_.reached[number] = !death && (ladder.streamed() || record.end != End::time_up);
        // A stream that was cut short or not asked for tells less than its description did.
        const bool unplayed =
            record.end == End::not_tried || (record.end == End::time_up && !record.played);
        if (again_) {
            if (unplayed) ++tour_.unasked;
            if (!unplayed) give(number, record);
            return death;
        }
        if (unplayed && ladder.streamed()) {
            record.end = End::ok;
            record.at = Rung::describe;
            record.words.clear();
            record.played.reset();
        }
        tour_.playable[number] = record.end == End::ok && (!ladder.streamed() || unplayed);
        give(number, record);
        return death;
    }
    void pass_over(std::size_t item, End why) override {
        if (again_) {
            ++tour_.unasked;
            return;
        }
        auto record = record_of(tour_.plan.cameras[numbers_[item]]);
        record.end = why;
        record.at = Rung::connect;
        record.inferred = true;
        give(numbers_[item], record);
    }
    void give(std::size_t number, const CameraRecord& record) {
        auto line = to_json(record);
        line.as_object()["n"] = number;
        pages_.add(line);
    }

    Tour& tour_;
    std::vector<std::size_t> numbers_;
    bool again_;
    Pages& pages_;
};

class Visits final : public Rounds {
public:
    Visits(Tour& tour, const std::vector<Household>& hosts, const std::vector<std::size_t>& numbers,
           Pages& pages)
        : Rounds(numbers, 1), tour_(tour), hosts_(hosts), pages_(pages) {}

    std::uint64_t changes() const override { return tour_.changes; }

private:
    std::unique_ptr<Dialogue> begin(std::size_t item, std::size_t, Instant now) override {
        const auto& host = hosts_[item];
        const bool named = host.address != host.url.host;
        const bool brief = tour_.world.scope.brief;
        Visit visit{.url = host.url,
                    .peer = {host.address, host.url.port, host.url.scheme == "https",
                             named ? host.url.host : ""},
                    .login = host.login,
                    .patience = brief ? brief_visit : tour_.rung_patience(),
                    .clock_only = brief,
                    .wall = tour_.world.clock.now(),
                    .wall_at = now};
        DeviceRecord record;
        record.host = host.url.host;
        record.address = named ? host.address : "";
        record.port = host.url.port;
        return std::make_unique<Device>(std::move(visit), std::move(record),
                                        tour_.gate(host.address), [] { return chance(16); });
    }
    std::optional<End> finish(std::size_t, Dialogue& dialogue) override {
        pages_.add(to_json(static_cast<Device&>(dialogue).record()));
        return {};
    }
    void pass_over(std::size_t, End) override { ++tour_.unasked; }

    Tour& tour_;
    const std::vector<Household>& hosts_;
    Pages& pages_;
};

/// Each host once that answered, or whose ONVIF service was named in the configuration.
std::vector<Household> hosts_of(const Tour& tour) {
    std::vector<Household> hosts;
    std::map<std::string, bool> known;
    for (std::size_t i = 0; i < tour.plan.cameras.size(); ++i) {
        const auto& camera = tour.plan.cameras[i];
        if (camera.told || !tour.reached[i] || !known.emplace(camera.address, true).second)
            continue;
        Household host{.url = {}, .address = camera.address, .login = camera.login};
        const auto set = tour.plan.devices.find(camera.url.host);
        if (set != tour.plan.devices.end()) {
            host.url = set->second;
        } else {
            host.url.scheme = "http";
            host.url.host = camera.url.host;
            host.url.port = device_port;
            host.url.target = device_path;
        }
        hosts.push_back(std::move(host));
    }
    return hosts;
}

}  // namespace

void climb(Tour& tour, const std::vector<std::size_t>& numbers, bool again, milliseconds by) {
    Pages pages(tour.sink, again ? "played" : "cameras");
    Numbers hosts;
    std::vector<std::size_t> host_of;
    for (const auto number : numbers) {
        const auto& camera = tour.plan.cameras[number];
        host_of.push_back(hosts.of(camera.address + " " + std::to_string(camera.url.port)));
    }
    Climbs climbs(tour, numbers, host_of, again, pages);
    const auto& set = tour.world.scope.cameras;
    converse(climbs, again ? set.play_at_once : set.at_once, tour.left(by));
    climbs.pass_over_the_rest();
}

void visit(Tour& tour, milliseconds by) {
    const auto hosts = hosts_of(tour);
    std::vector<std::size_t> numbers(hosts.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
    tour.sink.doing("ONVIF services");
    Pages pages(tour.sink, "devices");
    Visits visits(tour, hosts, numbers, pages);
    converse(visits, tour.world.scope.cameras.at_once, tour.left(by));
    visits.pass_over_the_rest();
}

}  // namespace diag::cameras
