// SPDX-License-Identifier: Apache-2.0
// Text that may leave the site. Only redaction can make one; only this can be packed.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace diag::redact {

class Redacted {
public:
    const std::string& text() const { return text_; }

private:
    friend class Redactor;
    friend Redacted fixed_text(std::string_view);
    explicit Redacted(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// Text made of redacted text and words of our own alone: a report, contents.json. Its one caller,
/// agent/collect/tell.cpp, vouches for that; tests/layering.sh refuses a second.
Redacted fixed_text(std::string_view text);

}  // namespace diag::redact
