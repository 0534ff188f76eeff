// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/taking.hpp"

#include "agent/commands/record.hpp"
#include "agent/ledger/ledger.hpp"
#include "agent/ledger/lines.hpp"
#include "platform/cms.hpp"
#include "platform/digest.hpp"

namespace diag::commands {
namespace {

/// Whether the ledger tells already that it arrived.
Result<bool> on_ledger(const Reception& reception, const std::string& id) {
    const auto book = ledger::Book::at(ledger::directory_in(reception.state));
    if (!book && book.error().fault == Fault::absent) return false;
    if (!book) return book.error();
    auto lines = ledger::Lines::open(*book);
    if (!lines) return lines.error();
    for (;;) {
        const auto line = lines->next();
        if (!line) return line.error();
        if (!*line) return false;
        if ((*line)->text.find(id) == std::string_view::npos) continue;
        const auto entry = ledger::entry_from((*line)->text);
        if (entry && entry->kind == ledger::Kind::request &&
            json::text_at(json::value(entry->data), "request") == id)
            return true;
    }
}

Result<> record_request(const Reception& reception, const Received& received) {
    const auto& request = received.admitted.request;
    if (received.came_before) {
        const auto told = on_ledger(reception, request.id);
        if (!told) return told.error();
        if (*told) return {};
    }
    json::array engineers;
    for (const auto& each : received.admitted.engineers)
        engineers.emplace_back(each.name + " (" + each.level + ")");
    return record(reception.state, ledger::Kind::request,
                  {{"request", request.id},
                   {"engineer", std::move(engineers)},
                   {"case", request.case_number},
                   {"reason", request.reason}});
}

}  // namespace

bool turned_down(const Error& error) {
    return error.fault == Fault::refused || error.fault == Fault::malformed ||
           error.fault == Fault::unsupported;
}

Result<> record_refusal(const Reception& reception, std::string_view document,
                        const std::string& why) {
    return record(reception.state, ledger::Kind::refusal,
                  {{"request", "sha256 " + sha256_hex(document)}, {"why", why}});
}

Result<Received> take_in(const Reception& reception, std::string_view document, Time now,
                         OnRefusal on_refusal) {
    auto received = receive(reception, document, now);
    if (!received) {
        if (!turned_down(received.error()) || on_refusal == OnRefusal::leave) return received;
        const auto said = record_refusal(reception, document, received.error().what);
        if (!said) return said.error();
        return received;
    }
    if (received->is_new)
        if (const auto said = record_request(reception, *received); !said) return said.error();
    auto answered = answer_by_rules(reception, received->admitted, received->asked, now);
    if (!answered) return answered.error();
    received->asked = std::move(*answered);
    if (received->is_new) reception.asked.settle(received->asked.id);
    return received;
}

Result<std::string> id_in(std::string_view document) {
    if (document.size() > exchange::request_limit)
        return Error{Fault::malformed, "it is longer than a request may be"};
    const auto opened = cms::open_document(document);
    if (!opened) return opened.error();
    const auto request = exchange::request_from(opened->content);
    if (!request) return request.error();
    return request->id;
}

}  // namespace diag::commands
