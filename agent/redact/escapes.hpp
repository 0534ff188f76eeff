// SPDX-License-Identifier: Apache-2.0
// How URLs, JSON and XML write what they may not hold as it is, and how that is read back.
#pragma once

#include <string>
#include <string_view>

namespace diag::redact {

/// Percent-encoded (RFC 3986 2.1): all but letters, digits and `kept`, a space as `space`.
std::string percent_encoded(std::string_view text, std::string_view kept, std::string_view space);

/// "%40" back to "@"; what is no escape stays.
std::string percent_decoded(std::string_view text);

/// What a writer of JSON escapes beside '"' and '\\' (RFC 8259 7).
struct JsonStyle {
    bool slashes = false;
    std::string_view numbered = "";  ///< signs written as \u0026 are
    bool beyond_ascii = false;       ///< the same of letters beyond ASCII, which are UTF-8
};
std::string json_escaped(std::string_view text, const JsonStyle& style = {});
std::string json_unescaped(std::string_view text);

/// How a writer of XML or HTML gives what it escapes.
struct XmlStyle {
    std::string_view escaped = "&<>\"'";
    std::string_view named = "&<>\"'";  ///< of `escaped`, those with names: &amp;
    bool hexadecimal = false;           ///< of the others: &#x27;, and not &#39;
    bool beyond_ascii = false;          ///< letters beyond ASCII too
};
std::string xml_escaped(std::string_view text, const XmlStyle& style = {});
std::string xml_unescaped(std::string_view text);

}  // namespace diag::redact
