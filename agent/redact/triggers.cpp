// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/triggers.hpp"

#include <hs.h>

#include <array>
#include <limits>
#include <vector>

#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

struct Trigger {
    std::string_view words;  ///< searched in either case
    void (*recognise)(Reading&, std::size_t from, std::size_t to);
};

constexpr Trigger triggers[] = {
    // Names of secrets, in the languages of the sites: English, Spanish, Portuguese, German.
    {"password", recognise_key},
    {"passwd", recognise_key},
    {"passphrase", recognise_key},
    {"pass phrase", recognise_key},
    {"passcode", recognise_key},
    {"passwort", recognise_key},
    {"kennwort", recognise_key},
    {"contrase\xc3\xb1", recognise_key},
    {"contrasen", recognise_key},
    {"secret", recognise_key},
    {"token", recognise_key},
    {"credential", recognise_key},
    {"api_key", recognise_key},
    {"apikey", recognise_key},
    {"api-key", recognise_key},
    {"api key", recognise_key},
    {"access_key", recognise_key},
    {"accesskey", recognise_key},
    {"access-key", recognise_key},
    {"access key", recognise_key},
    {"private_key", recognise_key},
    {"privatekey", recognise_key},
    {"private-key", recognise_key},
    {"private key", recognise_key},
    {"account_key", recognise_key},
    {"accountkey", recognise_key},
    {"shared_key", recognise_key},
    {"sharedkey", recognise_key},
    {"preshared", recognise_key},
    {"pre-shared-key", recognise_key},
    {"encryption_key", recognise_key},
    {"encryptionkey", recognise_key},
    {"encryption-key", recognise_key},
    {"signing_key", recognise_key},
    {"signingkey", recognise_key},
    {"license_key", recognise_key},
    {"licensekey", recognise_key},
    {"license-key", recognise_key},
    {"license key", recognise_key},
    {"licence_key", recognise_key},
    {"licencekey", recognise_key},
    {"licence-key", recognise_key},
    {"sessionid", recognise_key},
    {"session_id", recognise_key},
    {"session-id", recognise_key},
    {"signature", recognise_key},
    {"community", recognise_key},
    {"pass", recognise_short_key},
    {"pwd", recognise_short_key},
    {"psk", recognise_short_key},
    {"senha", recognise_short_key},
    {"clave", recognise_short_key},
    {"auth_key", recognise_key},
    {"authkey", recognise_key},
    // Headers.
    {"authorization", recognise_authorization},
    {"cookie", recognise_cookie},
    {"bearer ", recognise_scheme},
    {"basic ", recognise_scheme},
    // Secrets without a name.
    {"-----begin ", recognise_pem_begin},
    {"-----end ", recognise_pem_end},
    {"eyj", recognise_jwt},
    {"akia", recognise_vendor_token},
    {"asia", recognise_vendor_token},
    {"aiza", recognise_vendor_token},
    {"ghp_", recognise_vendor_token},
    {"gho_", recognise_vendor_token},
    {"ghs_", recognise_vendor_token},
    {"github_pat_", recognise_vendor_token},
    {"glpat-", recognise_vendor_token},
    {"xoxb-", recognise_vendor_token},
    {"xoxp-", recognise_vendor_token},
    {"xoxa-", recognise_vendor_token},
    {"sk_live_", recognise_vendor_token},
    {"rk_live_", recognise_vendor_token},
    {"hvs.", recognise_vendor_token},
    {"npm_", recognise_vendor_token},
    // URLs and addresses in other spellings than candidates.hpp looks for.
    {":\\/\\/", recognise_escaped_url},
    {"%3a%2f%2f", recognise_encoded_url},
    {"jdbc:oracle:", recognise_oracle},
    {"%40", recognise_encoded_email},
    // Command lines.
    {"mysql", recognise_program},
    {"mariadb", recognise_program},
    {"mongo", recognise_program},
    {"sshpass", recognise_program},
    {"redis-cli", recognise_program},
    {"snmpwalk", recognise_program},
    {"snmpget", recognise_program},
    {"ldapsearch", recognise_program},
    {"curl ", recognise_program},
    {"wget ", recognise_program},
    {"identified by", recognise_identified_by},
    // Pictures: base64 of JPEG, PNG, GIF and HEIC, and JPEG and PNG as they are.
    {"/9j/", recognise_base64_image},
    {"ivborw0kggo", recognise_base64_image},
    {"r0lgod", recognise_base64_image},
    {"znr5cghlaw", recognise_base64_image},
    {"data:image", recognise_data_url},
    // JPEG and PNG as programming languages print them.
    {"\\xff\\xd8\\xff", recognise_escaped_bytes},
    {"\\x89png", recognise_escaped_bytes},
    {"\\x89\\x50\\x4e\\x47", recognise_escaped_bytes},
    // How lines of dumps begin of JPEG, PNG, GIF and RIFF.
    {"ffd8 ff", recognise_dump},
    {"ff d8 ff", recognise_dump},
    {"8950 4e47", recognise_dump},
    {"89 50 4e 47", recognise_dump},
    {"4749 4638", recognise_dump},
    {"47 49 46 38", recognise_dump},
    {"5249 4646", recognise_dump},
    {"52 49 46 46", recognise_dump},
    {"\xff\xd8\xff", recognise_image_bytes},
    {"\x89png\r\n\x1a\n", recognise_image_bytes},
};

int on_match(unsigned id, unsigned long long, unsigned long long to, unsigned, void* context) {
    auto& reading = *static_cast<Reading*>(context);
    const auto& trigger = triggers[id];
    trigger.recognise(reading, static_cast<std::size_t>(to) - trigger.words.size(),
                      static_cast<std::size_t>(to));
    return reading.image_bytes ? 1 : 0;
}

}  // namespace

TriggerScratch::~TriggerScratch() { hs_free_scratch(scratch_); }

Result<Triggers> Triggers::compile() {
    if (hs_valid_platform() != HS_SUCCESS)
        return Error{Fault::unsupported, "redaction needs a processor with SSSE3"};
    std::vector<const char*> words;
    std::vector<unsigned> flags, ids;
    std::vector<std::size_t> lengths;
    for (const auto& trigger : triggers) {
        ids.push_back(static_cast<unsigned>(ids.size()));
        words.push_back(trigger.words.data());
        lengths.push_back(trigger.words.size());
        flags.push_back(HS_FLAG_CASELESS);
    }
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    if (hs_compile_lit_multi(words.data(), flags.data(), ids.data(), lengths.data(),
                             static_cast<unsigned>(words.size()), HS_MODE_BLOCK, nullptr, &database,
                             &error) != HS_SUCCESS) {
        std::string why = error != nullptr ? error->message : "no reason given";
        hs_free_compile_error(error);
        return Error{Fault::bug, "the redaction rules do not compile: " + why};
    }
    return Triggers(std::shared_ptr<hs_database>(database, hs_free_database));
}

Result<std::unique_ptr<TriggerScratch>> Triggers::scratch() const {
    hs_scratch_t* scratch = nullptr;
    if (hs_alloc_scratch(database_.get(), &scratch) != HS_SUCCESS)
        return Error{Fault::full, "no memory to redact with"};
    return std::make_unique<TriggerScratch>(scratch);
}

Result<> Triggers::scan(Reading& reading, TriggerScratch& scratch) const {
    if (reading.text.size() > std::numeric_limits<unsigned>::max())
        return Error{Fault::full, "a text of more than 4 GiB cannot be redacted in one piece"};
    const auto status =
        hs_scan(database_.get(), reading.text.data(), static_cast<unsigned>(reading.text.size()), 0,
                scratch.scratch_, on_match, &reading);
    if (status != HS_SUCCESS && status != HS_SCAN_TERMINATED)
        return Error{Fault::bug, "searching for secrets failed with " + std::to_string(status)};
    return {};
}

}  // namespace diag::redact
