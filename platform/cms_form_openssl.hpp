// SPDX-License-Identifier: Apache-2.0
// The one DER form that our signatures have, so that no byte of one is free to change. Only for
// cms_*_openssl.cpp.
#pragma once

#include <openssl/cms.h>

#include <string>
#include <string_view>
#include <vector>

#include "platform/cms.hpp"
#include "platform/sink_openssl.hpp"

namespace diag::cms {

/// SignedData that fills `der` to its last byte, or nullptr.
openssl::Cms signed_data_from(std::string_view der);

/// Who signed, as the message names them: at most `most`, each with its certificate, each fit to
/// sign. Whether the signatures hold is asked of CMS_verify before.
Result<std::vector<Signed>> signers_of(CMS_ContentInfo* message, std::size_t most);

/// What sign() and sign_document() would have written, put together again from the parts that are
/// proven. `content` is null where it is detached.
std::string only_form(CMS_ContentInfo* message, const std::string_view* content);

}  // namespace diag::cms
