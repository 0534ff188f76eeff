// SPDX-License-Identifier: Apache-2.0
// A directory's rootDSE, asked by nobody in particular: BER as RFC 4511 5.1 narrows it.
#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "collectors/integrations/greeting.hpp"
#include "platform/text.hpp"

namespace diag::integrations {
namespace {

constexpr unsigned char integer_tag = 0x02, octets_tag = 0x04, enumerated_tag = 0x0A,
                        boolean_tag = 0x01, sequence_tag = 0x30, set_tag = 0x31;
// RFC 4511 4.5.1, 4.5.2, 4.12.
constexpr unsigned char search_tag = 0x63, entry_tag = 0x64, done_tag = 0x65, extended_tag = 0x78;
constexpr unsigned char present_tag = 0x87;  // a filter: the attribute is there
constexpr std::string_view active_directory = "1.2.840.113556.1.4.800";  // MS-ADTS 3.1.1.3.4.3.1

std::string element(unsigned char tag, std::string_view content) {
    std::string text(1, static_cast<char>(tag));
    if (content.size() >= 0x80) {
        text += '\x82';
        text += static_cast<char>(content.size() >> 8);
    }
    text += static_cast<char>(content.size() & 0xFF);
    return text.append(content);
}

std::string small(unsigned char tag, char number) { return element(tag, {&number, 1}); }

struct Element {
    unsigned char tag = 0;
    std::string_view content;
};

enum class Read : std::uint8_t { whole, more, wrong };

/// Takes the first element off `bytes`. Lengths of up to four bytes, none indefinite.
Read take(std::string_view& bytes, Element& into) {
    if (bytes.size() < 2) return Read::more;
    into.tag = static_cast<unsigned char>(bytes[0]);
    std::size_t length = static_cast<unsigned char>(bytes[1]), at = 2;
    if (length >= 0x80) {
        const auto count = length & 0x7F;
        if (count == 0 || count > 4) return Read::wrong;
        if (bytes.size() < at + count) return Read::more;
        length = 0;
        for (std::size_t i = 0; i < count; ++i)
            length = length << 8 | static_cast<unsigned char>(bytes[at + i]);
        at += count;
    }
    if (length > greeting_limit) return Read::wrong;
    if (bytes.size() - at < length) return Read::more;
    into.content = bytes.substr(at, length);
    bytes.remove_prefix(at + length);
    return Read::whole;
}

/// The next element if it is whole and of that tag.
std::optional<std::string_view> taken(std::string_view& bytes, unsigned char tag) {
    Element element;
    if (take(bytes, element) != Read::whole || element.tag != tag) return std::nullopt;
    return element.content;
}

struct RootDse {
    std::vector<std::string> versions;
    std::string vendor;
    bool is_active_directory = false;
};

void note(std::string_view type, std::string_view value, RootDse& root) {
    constexpr std::size_t most = 8;
    const auto name = lowered(type);
    if (name == "supportedldapversion" && value.size() < 4 && natural(value) &&
        root.versions.size() < most)
        root.versions.emplace_back(value);
    if (name == "vendorname") root.vendor = one_line(value.substr(0, 60));
    if (name == "supportedcapabilities" && value == active_directory)
        root.is_active_directory = true;
}

bool read_entry(std::string_view entry, RootDse& root) {
    if (!taken(entry, octets_tag)) return false;
    auto attributes = taken(entry, sequence_tag);
    if (!attributes) return false;
    while (!attributes->empty()) {
        auto attribute = taken(*attributes, sequence_tag);
        if (!attribute) return false;
        const auto type = taken(*attribute, octets_tag);
        auto values = taken(*attribute, set_tag);
        if (!type || !values) return false;
        while (!values->empty()) {
            const auto value = taken(*values, octets_tag);
            if (!value) return false;
            note(*type, *value, root);
        }
    }
    return true;
}

std::string words_of_root(const RootDse& root) {
    std::string words = root.is_active_directory ? "Active Directory" : "LDAP";
    for (const auto& version : root.versions) words += ", LDAPv" + version;
    if (!root.vendor.empty()) words += ", " + root.vendor;
    return words;
}

/// Result code of an LDAPResult (RFC 4511 4.1.9).
std::optional<int> result_in(std::string_view body) {
    const auto code = taken(body, enumerated_tag);
    if (!code || code->size() != 1) return std::nullopt;
    return static_cast<unsigned char>(code->front());
}

Greeting strange(std::string_view bytes) {
    const auto speaker = speaker_of(bytes);
    return {Greeting::Sense::strange, 0, std::string(speaker == "LDAP" ? "" : speaker)};
}

}  // namespace

std::string ldap_question() {
    std::string attributes;
    // Not namingContexts: they name the organisation.
    for (const auto* each : {"supportedLDAPVersion", "vendorName", "supportedCapabilities"})
        attributes += element(octets_tag, each);
    // Base object "", of it alone, no aliases; at most 5 s of the server's.
    const auto search = element(octets_tag, "") + small(enumerated_tag, 0) +
                        small(enumerated_tag, 0) + small(integer_tag, 0) + small(integer_tag, 5) +
                        small(boolean_tag, 0) + element(present_tag, "objectClass") +
                        element(sequence_tag, attributes);
    return element(sequence_tag, small(integer_tag, 1) + element(search_tag, search));
}

Greeting ldap_greeting(std::string_view bytes) {
    const auto all = bytes;
    RootDse root;
    while (true) {
        if (!bytes.empty() && static_cast<unsigned char>(bytes[0]) != sequence_tag)
            return strange(all);
        Element message;
        const auto read = take(bytes, message);
        if (read == Read::more) return {};
        if (read == Read::wrong) return strange(all);
        auto inside = message.content;
        Element body;
        if (!taken(inside, integer_tag) || take(inside, body) != Read::whole) return strange(all);
        if (body.tag == entry_tag) {
            if (!read_entry(body.content, root)) return strange(all);
        } else if (body.tag == done_tag || body.tag == extended_tag) {
            const auto result = result_in(body.content);
            if (!result) return strange(all);
            return {Greeting::Sense::whole, *result, words_of_root(root)};
        } else {
            return strange(all);
        }
    }
}

}  // namespace diag::integrations
