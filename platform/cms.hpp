// SPDX-License-Identifier: Apache-2.0
// Cryptographic Message Syntax: signing and sealing in forms that stock `openssl cms` reads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/certificate.hpp"
#include "platform/result.hpp"

namespace diag::cms {

/// Where bytes go as they come. A failure ends whatever feeds it and is handed through.
using Sink = std::function<Result<>(std::string_view bytes)>;

/// A detached signature (RFC 5652 SignedData, DER) over `content`: ECDSA P-256, SHA-256, the
/// certificate and the time of signing inside.
Result<std::string> sign(std::string_view content, const Certificate& certificate,
                         const PrivateKey& key);

struct Signed {
    Certificate signer;
    Time signed_at{};  ///< what the signer's clock said
};

/// Checks a detached signature as sign() makes it. Whether the signer is to be trusted is not
/// asked: compare its fingerprint. The form is exact (one signer, one certificate, nothing
/// unsigned), so no byte of the signature can change without being noticed.
///
/// Fails with malformed or refused, the reason in words.
Result<Signed> verify(std::string_view content, std::string_view signature);

/// A document may be signed by this many: an engineer, a second one where a site demands it.
inline constexpr std::size_t most_signers = 2;

/// A signed document that carries its content (RFC 5652 SignedData, DER), otherwise as sign().
/// `openssl cms -verify -inform DER` shows the content.
Result<std::string> sign_document(std::string_view content, const Certificate& certificate,
                                  const PrivateKey& key);

/// Adds one more signature over the same content. Fails as open_document(), with refused when that
/// certificate signed it before, full past most_signers.
Result<std::string> countersign(std::string_view document, const Certificate& certificate,
                                const PrivateKey& key);

struct Document {
    std::string content;
    std::vector<Signed> signers;  ///< in no order that means anything
};

/// Checks every signature, and the form as verify() does; trusts nobody: ask who the signers are.
/// Fails with malformed or refused, the reason in words.
Result<Document> open_document(std::string_view document);

/// Encrypts a stream for several recipients: RFC 5083 AuthEnvelopedData (BER), AES-256-GCM, the key
/// wrapped by ECDH P-256 with an ephemeral key, X9.63 KDF with SHA-256, AES-256 key wrap.
/// Holds a few KiB, whatever the length.
class Sealer {
public:
    static Result<Sealer> create(std::span<const Certificate> recipients, Sink sealed);
    Sealer(Sealer&&) noexcept;
    Sealer& operator=(Sealer&&) noexcept;
    ~Sealer();

    Result<> write(std::string_view plain);
    /// The last bytes, authentication tag included. Nothing may follow.
    Result<> finish();

private:
    struct State;
    explicit Sealer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// A sealed message that lies somewhere, a file as a rule.
struct Sealed {
    std::uint64_t size = 0;
    /// Fills `into` with the bytes from `at` on, all of which lie within `size`.
    std::function<Result<>(std::uint64_t at, std::span<char> into)> read;
};

/// Decrypts one sealed message in constant memory. Accepts the one form Sealer writes. Plain bytes
/// reach `plain` before the tag at the end is checked: only on success may they be used.
///
/// Fails with refused when `key` belongs to none of the recipients, malformed when it was altered,
/// and as `read` or `plain` do.
Result<> open(const Sealed& sealed, const PrivateKey& key, const Sink& plain);

}  // namespace diag::cms
