// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/dns.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_label = 63;
constexpr std::size_t most_records = 256;
constexpr std::size_t most_addresses = 64;
constexpr std::size_t most_mail_hosts = 20;
constexpr std::uint16_t class_internet = 1;
constexpr unsigned response_flag = 0x8000;
constexpr unsigned truncated_flag = 0x0200;
constexpr unsigned recursion_desired = 0x0100;
constexpr unsigned pointer_mark = 0xC0;
constexpr int code_found = 0;
constexpr int code_no_such_name = 3;

void put(std::string& text, unsigned number) {
    text += static_cast<char>(number >> 8 & 0xFF);
    text += static_cast<char>(number & 0xFF);
}

Error malformed(const char* what) { return Error{Fault::malformed, what}; }
Error another(const char* what) { return Error{Fault::absent, what}; }

/// A reader that never goes past the end.
class Reader {
public:
    explicit Reader(std::string_view message, std::size_t at = 0) : message_(message), at_(at) {}

    std::size_t at() const { return at_; }

    std::optional<unsigned> byte() {
        if (at_ >= message_.size()) return std::nullopt;
        return static_cast<unsigned char>(message_[at_++]);
    }
    std::optional<unsigned> word() {
        const auto high = byte();
        const auto low = byte();
        if (!high || !low) return std::nullopt;
        return *high << 8 | *low;
    }
    std::optional<std::string_view> bytes(std::size_t count) {
        if (message_.size() - at_ < count) return std::nullopt;
        at_ += count;
        return message_.substr(at_ - count, count);
    }
    /// Past a name: labels up to an empty one or a pointer, which ends it and is not followed.
    bool skip_name() {
        for (std::size_t length = 0; length <= longest_name + 2;) {
            const auto size = byte();
            if (!size) return false;
            if (*size == 0) return true;
            if ((*size & pointer_mark) == pointer_mark) return byte().has_value();
            if (*size > longest_label || !bytes(*size)) return false;
            length += *size + 1;
        }
        return false;
    }

    /// A name with what its pointers lead to, which must lie before it: so every name ends.
    std::optional<std::string> name() {
        std::string name;
        for (auto lowest = at_; name.size() <= longest_name;) {
            const auto size = byte();
            if (!size) return std::nullopt;
            if (*size == 0) return name;
            if ((*size & pointer_mark) == pointer_mark) {
                const auto low = byte();
                const auto target = (*size & ~pointer_mark) << 8 | low.value_or(0xFF);
                if (!low || target >= lowest) return std::nullopt;
                at_ = lowest = target;
                continue;
            }
            const auto label = *size <= longest_label ? bytes(*size) : std::nullopt;
            if (!label) return std::nullopt;
            name += (name.empty() ? "" : ".") + one_line(*label);
        }
        return std::nullopt;
    }

private:
    std::string_view message_;
    std::size_t at_ = 0;
};

using MailHosts = std::multimap<unsigned, std::string>;

std::string dotted(std::string_view four) {
    std::string text;
    for (const char byte : four)
        text += (text.empty() ? "" : ".") + std::to_string(static_cast<unsigned char>(byte));
    return text;
}

/// What an MX record holds (RFC 1035 3.3.9), from `at` in the message to `end`.
bool read_mail_host(std::string_view message, std::size_t at, std::size_t end, MailHosts& hosts) {
    Reader reader(message.substr(0, end), at);
    const auto preference = reader.word();
    auto name = preference ? reader.name() : std::nullopt;
    if (!name) return false;
    hosts.emplace(*preference, std::move(*name));
    return true;
}

/// One record; false where it is cut.
bool read_record(std::string_view message, Reader& reader, DnsReply& reply, MailHosts& hosts) {
    if (!reader.skip_name()) return false;
    const auto type = reader.word();
    const auto kind = reader.word();
    const auto time = reader.bytes(4);
    const auto size = reader.word();
    if (!type || !kind || !time || !size) return false;
    const auto data = reader.bytes(*size);
    if (!data) return false;
    if (*type == static_cast<unsigned>(RecordType::mx) && *kind == class_internet)
        return read_mail_host(message, reader.at() - *size, reader.at(), hosts);
    if (*type == static_cast<unsigned>(RecordType::a) && *kind == class_internet &&
        data->size() == 4 && reply.addresses.size() < most_addresses)
        reply.addresses.push_back(dotted(*data));
    return true;
}

}  // namespace

Result<std::string> dns_query(std::uint16_t id, std::string_view name, RecordType type) {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (name.empty() || name.size() > longest_name) return malformed("no name to ask for");
    std::string query;
    put(query, id);
    put(query, recursion_desired);
    for (const unsigned count : {1u, 0u, 0u, 0u}) put(query, count);
    for (const auto label : parts_of(name, '.')) {
        const bool is_plain =
            std::ranges::all_of(label, [](char c) { return c > 0x20 && c < 0x7F; });
        if (label.empty() || label.size() > longest_label || !is_plain)
            return malformed("no name to ask for");
        query += static_cast<char>(label.size());
        query += label;
    }
    query += '\0';
    put(query, static_cast<unsigned>(type));
    put(query, class_internet);
    return query;
}

Result<DnsReply> dns_reply(std::string_view message, std::string_view query) {
    if (query.size() <= header_size || message.size() < header_size)
        return another("shorter than a header");
    if (message.substr(0, 2) != query.substr(0, 2)) return another("the answer to another query");
    Reader reader(message);
    std::array<unsigned, 6> header{};
    for (auto& each : header) each = *reader.word();
    const auto flags = header[1];
    if ((flags & response_flag) == 0) return another("a query, not an answer");
    DnsReply reply{.code = static_cast<int>(flags & 0xF),
                   .truncated = (flags & truncated_flag) != 0};
    // Servers may leave the question out when they refuse (RFC 1035 7.3 asks to compare it).
    const bool tells = reply.code == code_found || reply.code == code_no_such_name;
    if (header[2] > 1 || (header[2] == 0 && tells))
        return another("the answer to another question");
    if (header[2] == 1) {
        const auto question = query.substr(header_size);
        const auto same = reader.bytes(question.size());
        if (!same || lowered(*same) != lowered(question))
            return another("the answer to another question");
    }
    MailHosts hosts;
    const auto records = std::min<std::size_t>(header[3], most_records);
    for (std::size_t i = 0; i < records; ++i)
        if (!read_record(message, reader, reply, hosts)) {
            if (reply.truncated) break;
            return malformed("a record is cut");
        }
    std::ranges::sort(reply.addresses);
    for (auto& [preference, host] : hosts)
        if (reply.mail_hosts.size() < most_mail_hosts) reply.mail_hosts.push_back(std::move(host));
    return reply;
}

std::string dns_code_text(int code) {
    static constexpr std::array<const char*, 6> words{
        "found", "malformed query", "server failure", "no such name", "not implemented", "refused"};
    if (code >= 0 && static_cast<std::size_t>(code) < words.size())
        return words.at(static_cast<std::size_t>(code));
    return "code " + std::to_string(code);
}

}  // namespace diag::network
