// SPDX-License-Identifier: Apache-2.0
// One text in the ways that logs and configuration write it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace diag::redact {

/// The text as it is, percent-encoded (RFC 3986), escaped for JSON and for XML, by the habits of
/// the writers that are common and once more where one is written into another; each once. What
/// needs no encoding has one spelling.
std::vector<std::string> spellings_of(std::string_view text);

/// What every base64 of something that holds `text` holds, at each of the three places it may begin
/// at, in both alphabets (RFC 4648 4 and 5). None where that would be shorter than eight letters.
std::vector<std::string> base64_spellings_of(std::string_view text);

/// The text as it is and read back once and twice from each of the ways of writing it
/// that it may be in.
std::vector<std::string> readings_of(std::string_view text);

/// The text with the letters beyond ASCII in either case (Latin-1, as UTF-8), as the search for
/// words compares the others without case.
std::vector<std::string> letter_cases_of(std::string_view text);

}  // namespace diag::redact
