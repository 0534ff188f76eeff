// SPDX-License-Identifier: Apache-2.0
// Who signs a request, and a request that is signed: what request, countersign and show share.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agent/exchange/request.hpp"
#include "desk/home.hpp"
#include "platform/cms.hpp"
#include "platform/command_line.hpp"

namespace diag::desk {

inline constexpr Option key_option{
    .name = "--key",
    .value = "KEY",
    .help = "the engineer's private key; default: engineer.key of the desk",
    .complete = "file"};
inline constexpr Option certificate_option{
    .name = "--cert",
    .value = "CERT",
    .help = "the engineer's certificate; default: engineer.pem of the desk",
    .complete = "file"};

struct Signer {
    Certificate certificate;
    PrivateKey key;
};

/// From --cert and --key, or the option of another name that is the key's. An engineer whom the
/// desk's authority vouches for now, and the key that belongs to the certificate; the key is
/// unlocked last. Fails with refused, denied or as reading does.
Result<Signer> signer_of(const Invocation& invocation, const Home& home,
                         const exchange::Trust& trust, Time now,
                         std::string_view key_name = key_option.name);

struct SignedRequest {
    exchange::Request request;
    std::vector<cms::Signed> signers;
    std::string document;
};

/// A request whose signatures hold and whose author is among the signers. Who they are is not
/// asked.
Result<SignedRequest> signed_request(const std::filesystem::path& file);
/// The same of a document at hand; `name` is for the error's sentence.
Result<SignedRequest> request_in(std::string document, const std::string& name);

/// Whether the desk believes a signer; without a desk nobody knows.
struct Belief {
    bool asked = false;
    std::string against;  ///< why not; empty: it does
};
Belief belief_in(const cms::Signed& signer, const exchange::Trust* trust, Time now);

/// The request in words, and as JSON for programs. `trust` as for belief_in().
std::string as_text(const SignedRequest& signed_request, const exchange::Trust* trust, Time now);
json::object as_json(const SignedRequest& signed_request, const exchange::Trust* trust, Time now);

/// Writes a signed document where nothing is yet. Anybody may read it: it holds no secret.
Result<> keep_document(const std::filesystem::path& file, std::string_view document);

}  // namespace diag::desk
