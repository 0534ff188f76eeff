// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include "platform/disposable.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag {
namespace {

/// RFC 1035 2.3.4 allows 255 octets.
constexpr std::size_t longest_name = 255;
constexpr std::size_t answer_limit = 16 * 1024;
constexpr std::size_t asked_at_once = 32;

std::string without_brackets(std::string_view host) {
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        return std::string(host.substr(1, host.size() - 2));
    return std::string(host);
}

std::string numeric(const addrinfo& found) {
    std::array<char, NI_MAXHOST> text{};
    const int failed = ::getnameinfo(found.ai_addr, found.ai_addrlen, text.data(), text.size(),
                                     nullptr, 0, NI_NUMERICHOST);
    return failed == 0 ? std::string(text.data()) : std::string{};
}

Error refusal(int code, const std::string& host) {
    const auto fault = code == EAI_AGAIN ? Fault::timed_out : Fault::absent;
    return Error{fault, host + ": " + ::gai_strerror(code)};
}

Result<std::string> resolved(const std::string& host) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int code = ::getaddrinfo(host.c_str(), nullptr, &wanted, &found); code != 0)
        return refusal(code, host);
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);
    std::string lines;
    for (const auto* each = found; each; each = each->ai_next)
        if (const auto text = numeric(*each); !text.empty()) lines += text + "\n";
    return lines;
}

Result<Addresses> addresses_in(const Result<std::string>& answer, const std::string& host) {
    if (!answer && answer.error().fault == Fault::timed_out)
        return Error{Fault::timed_out, "no name server answered for " + host};
    if (!answer) return answer.error();
    Addresses all;
    for (const auto line : lines_of(*answer))
        if (std::find(all.begin(), all.end(), line) == all.end()) all.emplace_back(line);
    if (all.empty()) return Error{Fault::absent, host + " has no address"};
    return all;
}

/// Some at a time, until no time is left.
std::vector<Result<std::string>> answered_within(milliseconds patience,
                                                 const std::vector<Question>& questions,
                                                 const GivenUp& given_up) {
    const auto deadline = system_clock().uptime() + patience;
    std::vector<Result<std::string>> answers;
    while (answers.size() < questions.size()) {
        const auto left = deadline - system_clock().uptime();
        const auto count = std::min(asked_at_once, questions.size() - answers.size());
        const auto from = questions.begin() + static_cast<std::ptrdiff_t>(answers.size());
        if (left <= milliseconds{0} || (given_up && given_up())) {
            answers.resize(questions.size(), Result<std::string>{Error{Fault::timed_out, ""}});
            break;
        }
        const std::vector<Question> some(from, from + static_cast<std::ptrdiff_t>(count));
        for (auto& answer :
             in_disposable_children(some, answer_limit, left, asked_at_once, given_up))
            answers.push_back(std::move(answer));
    }
    return answers;
}

bool may_be_name(std::string_view host) {
    return !host.empty() && host.size() <= longest_name &&
           std::none_of(host.begin(), host.end(), [](unsigned char letter) {
               return letter <= ' ' || letter == 0x7f || letter == '/' || letter == '@';
           });
}

}  // namespace

bool is_address(std::string_view host) {
    const auto text = without_brackets(host);
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    const auto zone = text.find('%');
    return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
           ::inet_pton(AF_INET6, text.substr(0, zone).c_str(), bytes.data()) == 1;
}

std::string authority_of(std::string_view host, std::uint64_t port) {
    const bool bare = host.find(':') != host.npos && !host.starts_with('[');
    const std::string name(host);
    return (bare ? "[" + name + "]" : name) + ":" + std::to_string(port);
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "::1" || (is_address(host) && host.starts_with("127."));
}

bool is_wildcard(std::string_view address) { return address == "0.0.0.0" || address == "::"; }

std::string unnamed_reason(const Error& failure) {
    if (failure.fault == Fault::timed_out) return "no name server answered";
    return failure.fault == Fault::malformed ? "not a host name" : "no such name";
}

std::vector<Result<Addresses>> addresses_of(const std::vector<std::string>& hosts,
                                            milliseconds patience,
                                            const std::function<bool()>& given_up) {
    std::map<std::string, std::size_t> wanted;
    std::vector<Question> questions;
    for (const auto& host : hosts) {
        if (is_address(host) || !may_be_name(host)) continue;
        if (wanted.emplace(host, questions.size()).second)
            questions.emplace_back([host] { return resolved(host); });
    }
    const auto answers = answered_within(patience, questions, given_up);
    std::vector<Result<Addresses>> all;
    for (const auto& host : hosts) {
        if (is_address(host))
            all.emplace_back(Addresses{without_brackets(host)});
        else if (!may_be_name(host))
            all.emplace_back(Error{Fault::malformed, "no host name: " + printable(host)});
        else
            all.push_back(addresses_in(answers[wanted[host]], host));
    }
    return all;
}

}  // namespace diag
