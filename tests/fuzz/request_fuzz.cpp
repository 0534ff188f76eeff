// SPDX-License-Identifier: Apache-2.0
// Requests: the JSON must write and read back the same, and a document that is not signed as ours
// are must end in a sentence.
#include <cstdlib>

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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read_back(bytes);
    const auto document = diag::cms::open_document(bytes);
    if (!document) return 0;
    if (document->signers.empty() || document->signers.size() > diag::cms::most_signers)
        std::abort();
    read_back(document->content);
    return 0;
}
