// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/taking.hpp"

#include "agent/commands/record.hpp"
#include "platform/cms.hpp"
#include "platform/digest.hpp"

namespace diag::commands {
namespace {

Result<> record_request(const Reception& reception, const Received& received) {
    const auto& request = received.admitted.request;
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

Result<Received> take_in(const Reception& reception, std::string_view document, Time now) {
    auto received = receive(reception, document, now);
    if (!received) {
        if (!turned_down(received.error())) return received;
        const auto said =
            record(reception.state, ledger::Kind::refusal,
                   {{"request", "sha256 " + sha256_hex(document)}, {"why", received.error().what}});
        if (!said) return said.error();
        return received;
    }
    if (received->is_new)
        if (const auto said = record_request(reception, *received); !said) return said.error();
    auto answered = answer_by_rules(reception, received->admitted, received->asked, now);
    if (!answered) return answered.error();
    received->asked = std::move(*answered);
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
