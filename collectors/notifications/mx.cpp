// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/mx.hpp"

namespace diag::notifications {
namespace {

// RFC 1035 4.1.1.
constexpr int code_found = 0;
constexpr int code_no_such_name = 3;
constexpr int code_refused = 5;

}  // namespace

Result<MxAnswer> mx_from(const network::NameAnswer& answer) {
    if (answer.error == "malformed")
        return Error{Fault::malformed, "the name server's answer cannot be read"};
    if (!answer.error.empty()) return Error{Fault::timed_out, "no name server answered"};
    if (answer.code == code_refused)
        return Error{Fault::refused, "the name server refuses to answer"};
    if (answer.code != code_found && answer.code != code_no_such_name)
        return Error{Fault::io, "the name server failed (" + answer.words + ")"};
    const auto& hosts = answer.mail_hosts;
    MxAnswer mx{.no_such_domain = answer.code == code_no_such_name,
                .takes_no_mail = hosts.size() == 1 && hosts.front().empty(),
                .server = answer.server};
    for (const auto& host : hosts)
        if (!host.empty()) mx.hosts.push_back(host);
    return mx;
}

std::vector<Result<MxAnswer>> ask_mx(const std::vector<std::string>& servers,
                                     const std::vector<std::string>& domains,
                                     milliseconds patience) {
    std::vector<network::NameQuestion> questions;
    for (const auto& domain : domains)
        for (const auto& server : servers)
            questions.push_back({server, domain, network::RecordType::mx});
    const auto said = network::ask_names(questions, patience);
    std::vector<Result<MxAnswer>> answers;
    for (std::size_t i = 0; i < domains.size(); ++i) {
        Result<MxAnswer> best = Error{Fault::timed_out, "no name server answered"};
        for (auto j = i * servers.size(); j < (i + 1) * servers.size() && j < said.size(); ++j) {
            auto told = mx_from(said[j]);
            const bool is_silent = !best && best.error().fault == Fault::timed_out;
            if ((told && !best) || is_silent) best = std::move(told);
        }
        answers.push_back(std::move(best));
    }
    return answers;
}

}  // namespace diag::notifications
