// SPDX-License-Identifier: Apache-2.0
// Signing, detached or around the content.
#include "platform/cms.hpp"
#include "platform/cms_form_openssl.hpp"

namespace diag::cms {
namespace {

constexpr unsigned make_flags = CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL;
constexpr unsigned check_flags = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY;

Result<> fit_to_sign(const Certificate& certificate) {
    if (certificate.may_sign()) return {};
    return Error{Fault::refused, "the certificate of \"" + certificate.name() +
                                     "\" is not one for signing on P-256"};
}

Result<std::string> make(std::string_view content, const Certificate& certificate,
                         const PrivateKey& key, unsigned flags) {
    const auto bio = openssl::reading(content);
    const openssl::Cms message(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags));
    if (!message ||
        !CMS_add1_signer(message.get(), certificate.native(), key.native(), EVP_sha256(), flags) ||
        CMS_final(message.get(), bio.get(), nullptr, flags) != 1)
        return openssl::failure(Fault::bug, "signing");
    return openssl::der_of(message.get(), i2d_CMS_ContentInfo);
}

}  // namespace

Result<std::string> sign(std::string_view content, const Certificate& certificate,
                         const PrivateKey& key) {
    return make(content, certificate, key, make_flags | CMS_DETACHED);
}

Result<Signed> verify(std::string_view content, std::string_view signature) {
    const auto message = signed_data_from(signature);
    if (!message) return Error{Fault::malformed, "the signature is no CMS SignedData"};
    // CMS_verify copies a bare memory BIO and loses the copy when the message is malformed
    // (OpenSSL 3.0, LeakSanitizer); behind a filter it reads ours.
    const openssl::Bio behind_filter(
        BIO_push(BIO_new(BIO_f_null()), openssl::reading(content).release()));
    if (CMS_verify(message.get(), nullptr, nullptr, behind_filter.get(), nullptr, check_flags) != 1)
        return openssl::failure(Fault::malformed, "the signature does not hold");
    auto signers = signers_of(message.get(), 1);
    if (!signers) return signers.error();
    if (only_form(message.get(), nullptr) != signature)
        return Error{Fault::malformed, "the signature was altered outside of what it signs"};
    return std::move(signers->front());
}

Result<std::string> sign_document(std::string_view content, const Certificate& certificate,
                                  const PrivateKey& key) {
    if (const auto fit = fit_to_sign(certificate); !fit) return fit.error();
    return make(content, certificate, key, make_flags);
}

Result<std::string> countersign(std::string_view document, const Certificate& certificate,
                                const PrivateKey& key) {
    if (const auto fit = fit_to_sign(certificate); !fit) return fit.error();
    const auto opened = open_document(document);
    if (!opened) return opened.error();
    if (opened->signers.size() == most_signers)
        return Error{Fault::full, "it has as many signatures as it may have"};
    for (const auto& signer : opened->signers)
        if (signer.signer.fingerprint() == certificate.fingerprint())
            return Error{Fault::refused, certificate.name() + " has signed it already"};
    const auto message = signed_data_from(document);
    constexpr unsigned flags = CMS_BINARY | CMS_NOSMIMECAP | CMS_REUSE_DIGEST;
    if (!CMS_add1_signer(message.get(), certificate.native(), key.native(), EVP_sha256(), flags))
        return openssl::failure(Fault::bug, "countersigning");
    return openssl::der_of(message.get(), i2d_CMS_ContentInfo);
}

Result<Document> open_document(std::string_view document) {
    const auto message = signed_data_from(document);
    if (!message) return Error{Fault::malformed, "it is no signed document (CMS SignedData)"};
    auto* const* content = CMS_get0_content(message.get());
    if (!content || !*content) return Error{Fault::malformed, "it carries no content"};
    Document opened;
    opened.content.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(*content)),
                          static_cast<std::size_t>(ASN1_STRING_length(*content)));
    const openssl::Bio nowhere(BIO_new(BIO_s_null()));
    if (CMS_verify(message.get(), nullptr, nullptr, nullptr, nowhere.get(), check_flags) != 1)
        return openssl::failure(Fault::malformed, "the signature does not hold");
    auto signers = signers_of(message.get(), most_signers);
    if (!signers) return signers.error();
    const std::string_view whole = opened.content;
    if (only_form(message.get(), &whole) != document)
        return Error{Fault::malformed, "it was altered outside of what is signed"};
    opened.signers = std::move(*signers);
    return opened;
}

}  // namespace diag::cms
