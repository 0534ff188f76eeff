// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/line_identities.hpp"

#include <algorithm>

#include "agent/commands/desk_line.hpp"
#include "agent/commands/record.hpp"
#include "agent/exchange/line_identity.hpp"
#include "platform/files.hpp"
#include "platform/json.hpp"
#include "platform/line_certificate.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t note_limit = 200;

fs::path serial_file(const fs::path& state) { return state / "identity" / "line.serial"; }
fs::path desk_file(const fs::path& state) { return state / "identity" / "line.desk"; }

Result<std::uint64_t> last_serial(const fs::path& state) {
    const auto text = system_files().read(serial_file(state), note_limit);
    if (!text && text.error().fault == Fault::absent) return std::uint64_t{0};
    if (!text) return text.error();
    const auto number = natural(trimmed(*text));
    if (!number)
        return Error{Fault::malformed, serial_file(state).native() +
                                           " held no number: the desk tells where to go on"};
    return *number;
}

Result<Certificate> certificate_in(std::string_view answer) {
    const auto document = json::parse(answer);
    if (!document) return document.error();
    const auto pem = json::text_at(*document, "certificate");
    if (!pem) return Error{Fault::malformed, "the desk's answer holds no certificate"};
    return Certificate::from_pem(*pem, "the desk's answer");
}

}  // namespace

std::uint64_t LineIdentities::next_serial() {
    const auto kept = last_serial(state_);
    if (!kept) log::warning("the count of line identities: " + kept.error().what);
    last_ = std::max(last_, kept ? *kept : 0) + 1;
    if (const auto put = replace_file(serial_file(state_), std::to_string(last_) + "\n"); !put)
        log::warning("line identity " + std::to_string(last_) +
                     " is not on the disk: " + put.error().what);
    return last_;
}

Result<> LineIdentities::go_above(std::uint64_t serial) {
    const auto kept = last_serial(state_);
    const auto last = std::max(last_, kept ? *kept : 0);
    if (serial <= last) return {};
    if (serial - last > longest_jump || jumped_)
        return Error{Fault::refused,
                     "the desk's count of line identities is said to be " + std::to_string(serial) +
                         ", ours is " + std::to_string(last) +
                         ": where safr-desk's log says so too, write that number into " +
                         serial_file(state_).native()};
    jumped_ = true;
    last_ = serial;
    return {};
}

Result<std::string> LineIdentities::sign(std::uint64_t serial, std::string_view request) {
    const auto identity = exchange::agent_identity(state_);
    if (!identity) return identity.error();
    const auto trust = desk_believed(state_);
    if (!trust) return trust.error();
    const auto asks = CertificateRequest::from_pem(request, "the line's key");
    if (!asks) return asks.error();
    if (asks->key_fingerprint() == identity->certificate.key_fingerprint())
        return Error{Fault::refused, "the line's key is the agent's own"};
    key_ = asks->key_fingerprint();
    return exchange::sign_line_identity({.agent = identity->certificate.name(),
                                         .authority = trust->authority.fingerprint(),
                                         .serial = serial,
                                         .key = key_,
                                         .request = asks->pem()},
                                        *identity);
}

Result<> LineIdentities::take(std::string_view answer) {
    const auto identity = exchange::agent_identity(state_);
    if (!identity) return identity.error();
    const auto trust = desk_believed(state_);
    if (!trust) return trust.error();
    const auto certificate = certificate_in(answer);
    if (!certificate) return certificate.error();
    if (!certificate->issued_by(trust->authority))
        return Error{Fault::refused, "it is not by the desk's own authority"};
    if (!is_line_certificate(*certificate) || certificate->name() != identity->certificate.name())
        return Error{Fault::refused, "it is for something else than this agent's line"};
    if (key_.empty() || certificate->key_fingerprint() != key_)
        return Error{Fault::refused, "it is for another key than the one just signed for"};
    taken_ = *certificate;
    jumped_ = false;
    return {};
}

Result<> LineIdentities::keep(std::uint64_t serial) const {
    if (!taken_) return Error{Fault::bug, "no certificate of a line was taken"};
    const auto trust = desk_believed(state_);
    if (!trust) return trust.error();
    const auto said = record(state_, ledger::Kind::enrolment,
                             {{"desk", trust->authority.name()},
                              {"agent", taken_->name()},
                              {"fingerprint", taken_->fingerprint()},
                              {"until", to_text(taken_->not_after())},
                              {"who", "safr-diag"},
                              {"why", "the line, serial " + std::to_string(serial)}});
    if (!said) return said;
    if (certified_before()) return {};
    return replace_file(desk_file(state_), trust->authority.fingerprint() + "\n");
}

bool LineIdentities::certified_before() const {
    const auto trust = exchange::trust_in(state_ / "trust");
    const auto kept = system_files().read(desk_file(state_), note_limit);
    // What cannot be read may say yes.
    if (!kept) return kept.error().fault != Fault::absent;
    return trust && trimmed(*kept) == trust->authority.fingerprint();
}

}  // namespace diag::commands
