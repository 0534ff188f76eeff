// SPDX-License-Identifier: Apache-2.0
// What ARES wrote down of what it sent (vendor article K16: "-->" an action, "XXX" none).
#include "collectors/notifications/gather.hpp"
#include "platform/text.hpp"

namespace diag::notifications {
namespace {

constexpr std::size_t most_labels = 200;

/// The longest label that `rest` begins with, else its first word.
std::string_view label_at(std::string_view rest, Medium medium,
                          const std::vector<Channel>& channels) {
    std::string_view found;
    for (const auto& each : channels) {
        const std::string_view label = each.label;
        if (each.medium != medium || label.size() <= found.size() || !rest.starts_with(label))
            continue;
        if (rest.size() == label.size() || rest[label.size()] == ' ' || rest[label.size()] == '\t')
            found = label;
    }
    if (!found.empty()) return found;
    const auto words = words_of(rest);
    return words.empty() ? std::string_view{} : words[0].substr(0, 200);
}

void count(std::string_view line, std::string_view verb, Medium medium,
           const std::vector<Channel>& channels, Sent& sent) {
    const auto at = line.find(verb);
    if (at == line.npos) return;
    const auto label = label_at(trimmed(line.substr(at + verb.size())), medium, channels);
    if (label.empty()) return;
    const auto key = std::string(name_of(medium)) + " " + one_line(label);
    if (sent.by_label.size() < most_labels || sent.by_label.contains(key)) ++sent.by_label[key];
}

}  // namespace

Sent sent_in(std::string_view log, const std::vector<Channel>& channels) {
    Sent sent;
    for (const auto line : lines_of(log)) {
        ++sent.lines;
        if (line.starts_with("-->")) {
            count(line, "@emailSend ", Medium::mail, channels, sent);
            count(line, "@smsSend ", Medium::sms, channels, sent);
        } else if (line.starts_with("XXX") && line.find("Too Late") != line.npos) {
            ++sent.too_late;
        }
    }
    return sent;
}

}  // namespace diag::notifications
