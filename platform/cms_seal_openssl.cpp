// SPDX-License-Identifier: Apache-2.0
#include <openssl/ec.h>

#include "platform/cms.hpp"
#include "platform/sink_openssl.hpp"

namespace diag::cms {
namespace {

/// OpenSSL's key derivation for ECDH recipients is SHA-1 unless told otherwise.
bool add_recipient(CMS_ContentInfo* message, const Certificate& certificate) {
    auto* recipient =
        CMS_add1_recipient_cert(message, certificate.native(), CMS_BINARY | CMS_KEY_PARAM);
    auto* derivation = recipient ? CMS_RecipientInfo_get0_pkey_ctx(recipient) : nullptr;
    return derivation && EVP_PKEY_CTX_set_ecdh_kdf_md(derivation, EVP_sha256()) == 1;
}

}  // namespace

struct Sealer::State {
    openssl::SinkState sink;
    openssl::Cms message;
    openssl::Bio encrypting;  ///< freed first: it writes to the sink and refers to the message
};

Sealer::Sealer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sealer::Sealer(Sealer&&) noexcept = default;
Sealer& Sealer::operator=(Sealer&&) noexcept = default;
Sealer::~Sealer() = default;

Result<Sealer> Sealer::create(std::span<const Certificate> recipients, Sink sealed) {
    auto state = std::make_unique<State>();
    state->sink.sink = std::move(sealed);
    constexpr unsigned flags = CMS_BINARY | CMS_STREAM | CMS_PARTIAL;
    state->message.reset(CMS_encrypt(nullptr, nullptr, EVP_aes_256_gcm(), flags));
    if (!state->message) return openssl::failure(Fault::bug, "sealing");
    for (const auto& certificate : recipients)
        if (!add_recipient(state->message.get(), certificate))
            return openssl::failure(Fault::refused, "sealing for \"" + certificate.name() + "\"");
    auto out = openssl::writing_to(state->sink);
    state->encrypting.reset(BIO_new_CMS(out.get(), state->message.get()));
    if (!state->encrypting) return openssl::failure(Fault::bug, "sealing");
    static_cast<void>(out.release());  // at the end of the chain now, and freed with it
    return Sealer(std::move(state));
}

Result<> Sealer::write(std::string_view plain) {
    std::size_t written = 0;
    while (!plain.empty()) {
        if (BIO_write_ex(state_->encrypting.get(), plain.data(), plain.size(), &written) != 1) {
            const auto why = openssl::failure(Fault::bug, "sealing");
            return state_->sink.outcome ? why : state_->sink.outcome.error();
        }
        plain.remove_prefix(written);
    }
    return {};
}

Result<> Sealer::finish() {
    const bool flushed = BIO_flush(state_->encrypting.get()) == 1;
    const auto why = openssl::failure(Fault::bug, "sealing");
    if (!state_->sink.outcome) return state_->sink.outcome.error();
    if (!flushed) return why;
    return {};
}

}  // namespace diag::cms
