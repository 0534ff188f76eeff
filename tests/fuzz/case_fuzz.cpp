// SPDX-License-Identifier: Apache-2.0
// Any text as a case's file, as case.json and as an entry: a mistake that names the file, or what
// is written the same again; and a message of it in which no line is ours but those we wrote.
#include <cstdlib>

#include "agent/cases/case_file.hpp"
#include "agent/cases/entry.hpp"
#include "agent/cases/mail.hpp"
#include "platform/mail_address.hpp"

namespace {

void check_mail(const diag::cases::Notes& notes) {
    const auto message = diag::cases::message_of({.from = "a@example.org",
                                                  .to = "b@example.org",
                                                  .subject = notes.problem,
                                                  .text = notes.steps,
                                                  .date = {},
                                                  .id = "id"});
    if (!message) std::abort();
    const auto head = message->substr(0, message->find("\r\n\r\n"));
    std::size_t headers = 0;
    for (std::size_t at = 0; at != head.npos; at = head.find("\r\n", at)) {
        at += at == 0 ? 0 : 2;
        headers += head[at] == ' ' || head[at] == '\t' ? 0 : 1;
        if (head.find("\r\n", at) == head.npos) break;
    }
    if (headers != 9) std::abort();
    for (std::size_t at = 0; at < message->size(); ++at) {
        const auto byte = static_cast<unsigned char>((*message)[at]);
        if (byte > 0x7e || (byte < 0x20 && byte != '\r' && byte != '\n' && byte != '\t'))
            std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (const auto notes = cases::notes_of(text, "f")) {
        const auto again = cases::notes_from(json::value(cases::to_json(*notes)));
        for (const auto& [key, member] : cases::texts)
            if ((again.*member).size() > ((*notes).*member).size()) std::abort();
        check_mail(*notes);
    } else if (!notes.error().what.starts_with("f:")) {
        std::abort();
    }
    if (const auto document = json::parse(text)) check_mail(cases::notes_from(*document));
    if (const auto entry = cases::entry_from(text)) {
        const auto again = cases::entry_from(cases::text_of(*entry));
        if (!again || cases::text_of(*again) != cases::text_of(*entry)) std::abort();
    }
    const auto address = cases::address_in(text);
    if (address && !is_mail_address(*address)) std::abort();
    return 0;
}
