// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/mx.hpp"

#include <algorithm>

namespace diag::notifications {
namespace {

// RFC 1035 4.1.1.
constexpr int code_found = 0;
constexpr int code_no_such_name = 3;
constexpr int code_refused = 5;

}  // namespace

Result<MxAnswer> mx_from(const network::NameAnswer& answer) {
    if (answer.error == "unaskable") return Error{Fault::malformed, "not the name of a domain"};
    if (answer.error == "malformed")
        return Error{Fault::malformed, "the name server's answer cannot be read"};
    if (!answer.error.empty() && answer.mail_hosts.empty())
        return Error{Fault::timed_out, "no name server answered"};
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
                                     const std::vector<std::string>& domains, milliseconds patience,
                                     std::uint16_t port) {
    std::vector<Result<MxAnswer>> answers(domains.size(),
                                          Error{Fault::timed_out, "no name server answered"});
    const auto share = patience / std::max<int>(1, static_cast<int>(servers.size()));
    for (const auto& server : servers) {
        std::vector<network::NameQuestion> questions;
        std::vector<std::size_t> asked;
        for (std::size_t i = 0; i < domains.size(); ++i)
            if (!answers[i]) {
                questions.push_back({server, domains[i], network::RecordType::mx});
                asked.push_back(i);
            }
        const auto said = network::ask_names(questions, share, port);
        for (std::size_t i = 0; i < said.size(); ++i) {
            auto told = mx_from(said[i]);
            auto& answer = answers[asked[i]];
            if (told || answer.error().fault == Fault::timed_out) answer = std::move(told);
        }
    }
    return answers;
}

}  // namespace diag::notifications
