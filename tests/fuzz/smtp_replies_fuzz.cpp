// SPDX-License-Identifier: Apache-2.0
// Checks that a mail server can say what it likes, in whatever pieces: the dialogue ends, asks
// nothing after its end, gives the password to nobody without TLS, and tells what came of it.
#include "collectors/notifications/dialogue.hpp"

namespace {

using namespace diag;
using namespace diag::notifications;

const std::string password = "tr0ub4dor-3-xyz";

void carry(std::string_view bytes, std::size_t piece, Security security, bool mail) {
    Errand errand{.host = "mail.example", .security = security, .own_name = "here.example"};
    if (mail)
        errand.letter = Letter{.sender = {{"safr", password}, "a@b.example"}, .to = "c@d.example"};
    Dialogue dialogue(errand, milliseconds{1'000});
    dialogue.connected(milliseconds{1}, "10.0.0.5");
    bool secured = security == Security::tls;
    if (secured) dialogue.secured({.names_host = true}, milliseconds{2});
    std::string sent;
    while (!bytes.empty()) {
        const auto turn = dialogue.received(bytes.substr(0, piece), milliseconds{3});
        bytes.remove_prefix(std::min(piece, bytes.size()));
        if (!secured && turn.send.find("AUTH") != turn.send.npos) __builtin_trap();
        sent += turn.send;
        if (turn.secure) {
            secured = true;
            sent += dialogue.secured({.names_host = true}, milliseconds{4}).send;
        }
        if (turn.done) break;
    }
    dialogue.failed(Fault::io, "over");
    if (!mail && sent.find("MAIL") != sent.npos) __builtin_trap();
    const auto told = json::write(to_json(dialogue.visit()));
    if (told.find(password) != told.npos) __builtin_trap();
    const auto again = json::parse(told);
    if (!again || json::write(to_json(visit_from(*again))) != told) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{40}, size + 1})
        for (const auto security : {Security::none, Security::starttls, Security::tls})
            for (const bool mail : {false, true}) carry(bytes, piece, security, mail);
    return 0;
}
