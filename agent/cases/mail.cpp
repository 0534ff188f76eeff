// SPDX-License-Identifier: Apache-2.0
#include "agent/cases/mail.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "platform/base64.hpp"
#include "platform/mail_address.hpp"
#include "platform/text.hpp"

namespace diag::cases {
namespace {

using namespace std::chrono;

constexpr std::size_t longest_line = 76;    // RFC 2045 6.7, without CRLF
constexpr std::size_t longest_header = 78;  // RFC 5322 2.1.1, without CRLF
// A line with an encoded word has 76 bytes at most (RFC 2047 2): of these 52 of base64 hold 39,
// which leaves room for "Subject: =?UTF-8?B?" and "?=".
constexpr std::size_t bytes_in_word = 39;
constexpr std::size_t bytes_in_line = 57;  // 76 letters of base64 (RFC 2045 6.8)
constexpr std::size_t longest_name = 64;   // its header line stays below 78
constexpr std::string_view newline = "\r\n";

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

/// Pieces of at most `limit` bytes that part no letter of UTF-8.
std::vector<std::string_view> pieces_of(std::string_view text, std::size_t limit) {
    std::vector<std::string_view> pieces;
    while (!text.empty()) {
        auto length = std::min(limit, text.size());
        while (length < text.size() && is_continuation(text[length])) --length;
        pieces.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return pieces;
}

bool is_plain(std::string_view text) {
    return text.find("=?") == text.npos &&
           std::all_of(text.begin(), text.end(),
                       [](unsigned char letter) { return letter >= 0x20 && letter < 0x7f; });
}

/// Folded at spaces: a header goes on in a line that begins with one.
std::string folded(std::string line) {
    std::string text;
    while (line.size() > longest_header) {
        // A line of nothing but spaces would end the headers for some readers.
        const auto at = line.rfind(' ', longest_header);
        if (at == line.npos || line.find_first_not_of(' ') >= at) break;
        text += line.substr(0, at) + std::string(newline);
        line.erase(0, at);
    }
    return text + line + std::string(newline);
}

std::string subject_header(std::string_view subject) {
    const auto line = one_line(subject);
    const auto widest = [&] {
        std::size_t most = 0;
        for (const auto word : words_of(line)) most = std::max(most, word.size());
        return most;
    };
    if (is_plain(line) && widest() < longest_header - 10) return folded("Subject: " + line);
    std::string text = "Subject:";
    for (const auto piece : pieces_of(line, bytes_in_word))
        text +=
            std::string(text.ends_with(':') ? "" : newline) + " =?UTF-8?B?" + base64(piece) + "?=";
    return text + std::string(newline);
}

std::string_view handling_header(Handling handling) {
    switch (handling) {
        case Handling::draft:
            return "X-Unsent: 1\r\n";
        case Handling::notice:
            return "Auto-Submitted: auto-generated\r\n";
        case Handling::letter:
            break;
    }
    return "";
}

/// "Sat, 28 Nov 2026 00:41:03 +0000"
std::string date_text(Time time) {
    constexpr std::array<std::string_view, 7> day_names{"Sun", "Mon", "Tue", "Wed",
                                                        "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const auto text = to_text(time);
    return std::string(day_names[weekday{day}.c_encoding()]) + ", " + text.substr(8, 2) + " " +
           std::string(months[static_cast<unsigned>(date.month()) - 1]) + " " + text.substr(0, 4) +
           " " + text.substr(11, 8) + " +0000";
}

std::string escaped(unsigned char byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    return {'=', digits[byte >> 4], digits[byte & 15]};
}

/// A letter at the start of a line as it goes out, or at the end of the text's line. Spaces at an
/// end are lost on the way; a dot alone on a line ends mail, and "From " becomes ">From ".
std::string quoted_letter(std::string_view bytes, bool at_start, bool at_end) {
    std::string letter;
    for (const unsigned char byte : bytes) {
        const bool blank = byte == ' ' || byte == '\t';
        const bool plain = byte > 0x20 && byte < 0x7f && byte != '=';
        const bool kept = plain ? !(at_start && (byte == '.' || byte == 'F')) : blank && !at_end;
        letter += kept ? std::string(1, static_cast<char>(byte)) : escaped(byte);
    }
    return letter;
}

/// One line of text, soft line breaks in it where it is long. Letters of UTF-8 are not parted.
std::string quoted_printable(std::string_view line) {
    std::string text;
    std::size_t width = 0;
    for (std::size_t at = 0; at < line.size();) {
        auto end = at + 1;
        while (end < line.size() && is_continuation(line[end])) ++end;
        const auto bytes = line.substr(at, end - at);
        // The break comes first: what a letter becomes depends on where it stands.
        const auto inside = quoted_letter(bytes, false, end == line.size());
        if (width + inside.size() > longest_line - 1) {
            text += "=" + std::string(newline);
            width = 0;
        }
        const auto letter = width == 0 ? quoted_letter(bytes, true, end == line.size()) : inside;
        text += letter;
        width += letter.size();
        at = end;
    }
    return text + std::string(newline);
}

/// Headers and text; `more` are headers between them.
std::string text_part(std::string_view written, std::string_view more) {
    std::string body =
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n";
    body += std::string(more) + std::string(newline);
    const auto text = printable(written);
    for (const auto line : lines_of(text)) body += quoted_printable(line);
    return body;
}

/// A name that needs no quoting in a header.
std::string plain_name(std::string_view name) {
    std::string plain;
    for (const unsigned char letter : name.substr(0, longest_name))
        plain += std::isalnum(letter) != 0 || letter == '.' || letter == '-' || letter == '_' ||
                         letter == '%'
                     ? static_cast<char>(letter)
                     : '_';
    return plain;
}

std::string enclosed(const Enclosure& file) {
    auto part = "Content-Type: " + one_line(file.media_type) + std::string(newline) +
                "Content-Transfer-Encoding: base64" + std::string(newline) +
                "Content-Disposition: attachment;" + std::string(newline) + " filename=\"" +
                plain_name(file.name) + "\"" + std::string(newline) + std::string(newline);
    const std::string_view bytes = file.bytes;
    for (std::size_t at = 0; at < bytes.size(); at += bytes_in_line)
        part += base64(bytes.substr(at, bytes_in_line)) + std::string(newline);
    return part;
}

/// Text alone, or text with files behind it. The boundary is of the message's id, which is random,
/// and has letters that neither encoding has.
std::string content_of(const Mail& mail) {
    const auto handling = handling_header(mail.handling);
    if (mail.enclosures.empty()) return text_part(mail.text, handling);
    const auto boundary = "=_" + one_line(mail.id);
    const auto begin = "--" + boundary + std::string(newline);
    auto content = "Content-Type: multipart/mixed;" + std::string(newline) + " boundary=\"" +
                   boundary + "\"" + std::string(newline) + std::string(handling) +
                   std::string(newline) + begin + text_part(mail.text, {});
    for (const auto& each : mail.enclosures) content += begin + enclosed(each);
    return content + "--" + boundary + "--" + std::string(newline);
}

}  // namespace

std::optional<std::string> address_in(std::string_view text) {
    constexpr std::string_view around = " \t\n,;:<>()[]\"";
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = text.find_first_not_of(around, at);
        if (begin == text.npos) break;
        const auto end = std::min(text.find_first_of(around, begin), text.size());
        auto word = text.substr(begin, end - begin);
        while (word.ends_with('.')) word.remove_suffix(1);
        if (is_mail_address(word)) return std::string(word);
        at = end;
    }
    return std::nullopt;
}

std::string opening_of(std::string_view text, std::size_t limit) {
    const auto lines = lines_of(trimmed(text));
    if (lines.empty()) return {};
    const auto line = one_line(lines.front());
    const auto pieces = pieces_of(line, limit);
    return pieces.empty() ? std::string() : std::string(pieces.front());
}

std::string full_id(const Mail& mail) {
    return one_line(mail.id) + "@" + mail.from.substr(mail.from.find('@') + 1);
}

Result<std::string> message_of(const Mail& mail) {
    const auto& answers = mail.reply_to.empty() ? mail.from : mail.reply_to;
    for (const auto& address : {mail.from, mail.to, answers})
        if (!is_mail_address(address))
            return Error{Fault::malformed, "\"" + one_line(address) + "\" is no mail address"};
    std::string message;
    for (const auto& header :
         {"From: " + mail.from, "To: " + mail.to, "Date: " + date_text(mail.date),
          "Message-ID: <" + full_id(mail) + ">"})
        message += header + std::string(newline);
    if (is_mail_address(mail.answers))
        for (const auto* const header : {"In-Reply-To: <", "References: <"})
            message += header + mail.answers + ">" + std::string(newline);
    if (!mail.reply_to.empty() && mail.reply_to != mail.from)
        message += "Reply-To: " + mail.reply_to + std::string(newline);
    message += subject_header(mail.subject);
    return message + "MIME-Version: 1.0" + std::string(newline) + content_of(mail);
}

}  // namespace diag::cases
