// SPDX-License-Identifier: Apache-2.0
#include "desk/serve/office.hpp"

#include "platform/digest.hpp"
#include "platform/line_certificate.hpp"
#include "platform/log.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;

fs::file_time_type changed_at(const fs::path& file) {
    std::error_code absent;
    const auto at = fs::last_write_time(file, absent);
    return absent ? fs::file_time_type{} : at;
}

/// Agents' keys: an engineer's or a recipient's other certificates stay good.
std::set<std::string> keys_of(const Home& home, const exchange::Trust& trust) {
    std::set<std::string> keys;
    if (!trust.revoked) return keys;
    for (const auto& each : trust.revoked->revoked()) {
        const auto certificate = issued_as(home.directory(), each.serial);
        if (certificate && role_of(*certificate) == Role::agent)
            keys.insert(certificate->key_fingerprint());
    }
    return keys;
}

}  // namespace

Result<std::unique_ptr<Beliefs>> Beliefs::of(const Home& home) {
    std::unique_ptr<Beliefs> beliefs(new Beliefs(home));
    beliefs->changed_ = changed_at(home.file("revoked.pem"));
    auto trust = home.trust();
    if (!trust) return trust.error();
    beliefs->keys_ = keys_of(home, *trust);
    beliefs->trust_ = std::make_shared<const exchange::Trust>(std::move(*trust));
    return beliefs;
}

std::shared_ptr<const exchange::Trust> Beliefs::now() const {
    const std::lock_guard hold(mutex_);
    return trust_;
}

bool Beliefs::renew() {
    const auto changed = changed_at(home_.file("revoked.pem"));
    const std::lock_guard hold(mutex_);
    if (changed == changed_) return false;
    auto trust = home_.trust();
    if (!trust) {
        log::error("the revocation list is not taken over: " + trust.error().what);
        return false;
    }
    changed_ = changed;
    const auto number = [](const exchange::Trust& of) {
        return of.revoked ? of.revoked->number() : 0;
    };
    const bool newer = number(*trust) > number(*trust_);
    if (newer) keys_ = keys_of(home_, *trust);
    if (newer) trust_ = std::make_shared<const exchange::Trust>(std::move(*trust));
    return newer;
}

bool Beliefs::taken_back(const std::string& key) const {
    const std::lock_guard hold(mutex_);
    return keys_.contains(key);
}

Result<> Office::still(const Caller& caller, Role role) const {
    if (role == Role::agent && is_line_certificate(*caller.certificate)) {
        const auto line = line_of(caller.certificate);
        return line ? Result<>{} : line.error();
    }
    if (beliefs.taken_back(caller.key))
        return Error{Fault::refused, "a certificate of this key was taken back"};
    return believed(*caller.certificate, role, *beliefs.now(), clock.now());
}

Result<Caller> Office::line_of(const Shown& shown) const {
    const auto trust = beliefs.now();
    const auto* revoked = trust->revoked ? &*trust->revoked : nullptr;
    if (const auto fine = vouched_for(*shown, trust->authority, revoked, clock.now()); !fine)
        return Error{Fault::refused, fine.error().what};
    const auto agent = store.fleet->agent(shown->name());
    if (!agent && agent.error().fault != Fault::absent) return agent.error();
    const auto shown_key = shown->key_fingerprint();
    if (!agent || (shown_key != agent->line_key && shown_key != agent->line_key_before))
        return Error{Fault::refused, "a newer key of this line took the place of this one"};
    if (beliefs.taken_back(agent->key))
        return Error{Fault::refused, "a certificate of this agent's key was taken back"};
    return Caller{agent->name, {}, shown->fingerprint(), agent->key, shown};
}

Result<Caller> Office::caller_at(const Shown& shown, Role role, Time at) const {
    if (!shown)
        return Error{Fault::denied,
                     "show a certificate of this desk (role " + std::string(name_of(role)) + ")"};
    if (role == Role::agent && is_line_certificate(*shown)) return line_of(shown);
    const auto trust = beliefs.now();
    if (const auto fine = believed(*shown, role, *trust, at); !fine)
        return Error{Fault::refused, fine.error().what};
    if (beliefs.taken_back(shown->key_fingerprint()))
        return Error{Fault::refused, "a certificate of this key was taken back"};
    return Caller{shown->name(), level_of(*shown), shown->fingerprint(), shown->key_fingerprint(),
                  shown};
}

Result<Caller> Office::late(const Shown& shown, Role role, std::chrono::days grace) const {
    auto at = clock.now();
    if (shown && at > shown->not_after() && at - shown->not_after() < grace)
        at = shown->not_after() - std::chrono::seconds{1};  // its last moment is late
    return caller_at(shown, role, at);
}

Result<Caller> Office::caller(const WebHead& head, Role role) const {
    return caller_at(head.certificate, role, clock.now());
}

Result<Caller> Office::late_caller(const WebHead& head, Role role, std::chrono::days grace) const {
    return late(head.certificate, role, grace);
}

Result<Caller> Office::signer(const Certificate& shown, std::chrono::days grace) const {
    if (is_line_certificate(shown)) return Error{Fault::refused, "a line signs nothing"};
    return late(std::make_shared<const Certificate>(shown), Role::agent, grace);
}

Result<Agent> Office::known(const Caller& caller) const {
    const std::lock_guard hold(fleet_);
    auto agent = store.fleet->agent(caller.name);
    if (agent && agent->key == caller.key) return agent;
    if (!agent && agent.error().fault != Fault::absent) return agent;
    // Issued by hand, or issued anew for another key: our authority said so.
    Agent fresh;
    if (agent) fresh = *agent;
    if (!agent) fresh.enrolled = clock.now();
    fresh.name = caller.name;
    fresh.key = caller.key;
    // Lines stand and fall with the key that vouched for them. Their count goes on.
    fresh.line_key.clear();
    fresh.line_key_before.clear();
    if (const auto kept = store.fleet->keep(fresh); !kept) return kept.error();
    return fresh;
}

Result<> Office::update(const std::string& name, const std::function<void(Agent&)>& change) const {
    const std::lock_guard hold(fleet_);
    auto agent = store.fleet->agent(name);
    if (!agent) return agent.error();
    change(*agent);
    return store.fleet->keep(*agent);
}

WebAnswer web_error(const Error& error) {
    const auto status = [&] {
        switch (error.fault) {
            case Fault::denied:
                return 401;
            case Fault::refused:
                return 403;
            case Fault::absent:
                return 404;
            case Fault::malformed:
            case Fault::unsupported:
                return 400;
            case Fault::full:
            case Fault::timed_out:
                return 503;
            default:
                return 500;
        }
    }();
    // What is our own trouble is for our log: the sentence may name our files.
    if (status < 500) return diag::web_error(status, error.what);
    log::error(error.what);
    return diag::web_error(status, status == 503 ? "the desk is busy or full: try again later"
                                                 : "a fault of the desk, told in its log");
}

WebAnswer web_json(const json::value& document, int status) {
    return {.status = status,
            .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
            .body = json::write(document) + "\n"};
}

}  // namespace diag::desk
