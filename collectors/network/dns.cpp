// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/dns.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_label = 63;
constexpr std::size_t most_records = 256;
constexpr std::size_t most_addresses = 64;
constexpr std::uint16_t class_internet = 1;
constexpr unsigned response_flag = 0x8000;
constexpr unsigned truncated_flag = 0x0200;
constexpr unsigned recursion_desired = 0x0100;
constexpr unsigned pointer_mark = 0xC0;

void put(std::string& text, unsigned number) {
    text += static_cast<char>(number >> 8 & 0xFF);
    text += static_cast<char>(number & 0xFF);
}

Error malformed(const char* what) { return Error{Fault::malformed, what}; }

/// A reader that never goes past the end.
class Reader {
public:
    explicit Reader(std::string_view message) : message_(message) {}

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
    /// Past a name: labels up to an empty one or a pointer, which ends it. What a pointer leads to
    /// is of no use here, so none is followed.
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

private:
    std::string_view message_;
    std::size_t at_ = 0;
};

std::string dotted(std::string_view four) {
    std::string text;
    for (const char byte : four)
        text += (text.empty() ? "" : ".") + std::to_string(static_cast<unsigned char>(byte));
    return text;
}

/// One record; false where it is cut.
bool read_record(Reader& reader, DnsReply& reply) {
    if (!reader.skip_name()) return false;
    const auto type = reader.word();
    const auto kind = reader.word();
    const auto time = reader.bytes(4);
    const auto size = reader.word();
    if (!type || !kind || !time || !size) return false;
    const auto data = reader.bytes(*size);
    if (!data) return false;
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
        if (label.empty() || label.size() > longest_label) return malformed("no name to ask for");
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
        return malformed("shorter than a header");
    if (message.substr(0, 2) != query.substr(0, 2)) return malformed("the answer to another query");
    Reader reader(message);
    std::array<unsigned, 6> header{};
    for (auto& each : header) each = *reader.word();
    const auto flags = header[1];
    if ((flags & response_flag) == 0) return malformed("a query, not an answer");
    DnsReply reply{.code = static_cast<int>(flags & 0xF),
                   .truncated = (flags & truncated_flag) != 0};
    // Servers may leave the question out when they refuse (RFC 1035 7.3 asks to compare it).
    if (header[2] > 1 || (header[2] == 0 && reply.code == 0))
        return malformed("the answer to another question");
    if (header[2] == 1) {
        const auto question = query.substr(header_size);
        const auto same = reader.bytes(question.size());
        if (!same || lowered(*same) != lowered(question))
            return malformed("the answer to another question");
    }
    const auto records = std::min<std::size_t>(header[3], most_records);
    for (std::size_t i = 0; i < records; ++i)
        if (!read_record(reader, reply)) {
            if (reply.truncated) break;
            return malformed("a record is cut");
        }
    std::ranges::sort(reply.addresses);
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
