// SPDX-License-Identifier: Apache-2.0
// What a desk answers to an agent that asks for a certificate: proven, on record, in force.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "agent/upload/tus.hpp"
#include "platform/certificate.hpp"
#include "platform/http.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::commands {

/// The JSON of an answer. Fails with denied where the desk said no: the sentence in it.
Result<json::value> said_by_desk(const HttpAnswer& answer);

/// Takes over the certificate in `answer`, which `authority` must have issued for our key, and the
/// revocation list where there is a newer one. Both are on the ledger before they hold; `why` says
/// what for. The site must believe `authority` already.
Result<Certificate> take_over(const std::filesystem::path& state, const json::value& answer,
                              const Certificate& authority, std::string_view why);

/// Whether the certificate in `answer` is a later one of the name in `held`. Fails with refused
/// where it is not: who carries answers may bring an old one again.
Result<> goes_on_from(const Certificate& held, const json::value& answer);

/// A revocation list that somebody brought: on the ledger where it is newer, and then in force.
/// False where it is not newer. Fails as exchange::renew_revocations() does.
Result<bool> take_list(const std::filesystem::path& state, std::string_view pem,
                       std::string_view who);

/// Asks the desk for a new certificate for the key that we have, and takes it over. `base` is
/// before every target.
Result<Certificate> renew_certificate(const std::filesystem::path& state, const std::string& base,
                                      upload::Server& desk);

}  // namespace diag::commands
