// SPDX-License-Identifier: Apache-2.0
// Requests: the JSON must write and read back the same, and a document that is not signed as ours
// are must end in a sentence. A site whose authority signed none of it admits none of it.
#include <cstdlib>

#include "agent/consent/admission.hpp"
#include "agent/exchange/request.hpp"
#include "platform/cms.hpp"

namespace {

void read_back(std::string_view text) {
    const auto request = diag::exchange::request_from(text);
    if (!request) return;
    const auto written = diag::json::write(to_json(*request));
    const auto again = diag::exchange::request_from(written);
    if (!again || diag::json::write(to_json(*again)) != written) std::abort();
}

const diag::exchange::Trust& trust() {
    static const diag::exchange::Trust one = [] {
        const auto now = diag::system_clock().now();
        const auto key = diag::PrivateKey::generate();
        if (!key) std::abort();
        auto authority = diag::self_signed({.role = diag::Role::authority,
                                            .name = "desk authority",
                                            .level = {},
                                            .host = {},
                                            .from = now - std::chrono::hours{1},
                                            .until = now + std::chrono::hours{24}},
                                           *key);
        if (!authority) std::abort();
        return diag::exchange::Trust{*authority, {}};
    }();
    return one;
}

void ask_a_site(std::string_view bytes) {
    static const auto now = diag::system_clock().now();
    const auto admitted = diag::consent::admit(bytes, trust(), {}, now);
    if (admitted || admitted.error().what.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read_back(bytes);
    ask_a_site(bytes);
    const auto document = diag::cms::open_document(bytes);
    if (!document) return 0;
    if (document->signers.empty() || document->signers.size() > diag::cms::most_signers)
        std::abort();
    read_back(document->content);
    return 0;
}
