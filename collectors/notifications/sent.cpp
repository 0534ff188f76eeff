// SPDX-License-Identifier: Apache-2.0
// What ARES wrote down of what it sent (vendor article K16: "-->" an action, "XXX" none).
#include "collectors/notifications/gather.hpp"
#include "platform/text.hpp"

namespace diag::notifications {
namespace {

constexpr std::size_t most_labels = 200;

void count(std::string_view line, std::string_view verb, std::string_view medium, Sent& sent) {
    const auto at = line.find(verb);
    if (at == line.npos) return;
    const auto words = words_of(line.substr(at + verb.size()));
    if (words.empty()) return;
    const auto key = std::string(medium) + " " + one_line(words[0].substr(0, 200));
    if (sent.by_label.size() < most_labels || sent.by_label.contains(key)) ++sent.by_label[key];
}

}  // namespace

Sent sent_in(std::string_view log) {
    Sent sent;
    for (const auto line : lines_of(log)) {
        ++sent.lines;
        if (line.starts_with("-->")) {
            count(line, "@emailSend ", "mail", sent);
            count(line, "@smsSend ", "sms", sent);
        } else if (line.starts_with("XXX") && line.find("Too Late") != line.npos) {
            ++sent.too_late;
        }
    }
    return sent;
}

}  // namespace diag::notifications
