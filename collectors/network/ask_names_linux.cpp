// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <random>

#include "collectors/network/ask_names.hpp"
#include "collectors/network/endpoint.hpp"
#include "platform/cpu_queue.hpp"
#include "platform/descriptor.hpp"

namespace diag::network {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t most_questions = 128;
constexpr std::size_t largest_datagram = 4096;
constexpr std::size_t largest_stream = 65'537;

/// One question on its way.
struct Query {
    Descriptor socket;
    Endpoint to;
    std::string bytes;
    std::string received;  ///< over TCP
    std::size_t sent = 0;
    Steady::time_point start;
    bool again = false;
    bool done = false;
};

double since(Steady::time_point start) {
    return std::chrono::duration<double, std::milli>(Steady::now() - start).count();
}

void end(Query& query, NameAnswer& answer, std::string error) {
    answer.error = std::move(error);
    answer.ms = since(query.start);
    query.done = true;
    query.socket.reset();
}

void open(Query& query, NameAnswer& answer, int kind) {
    query.socket = Descriptor(::socket(query.to.family(), kind | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!query.socket) return end(query, answer, errno_word(errno));
    if (::connect(query.socket.get(), query.to.get(), query.to.length) != 0 && errno != EINPROGRESS)
        end(query, answer, errno_word(errno));
}

void send_datagram(Query& query, NameAnswer& answer) {
    if (::send(query.socket.get(), query.bytes.data(), query.bytes.size(), MSG_NOSIGNAL) < 0 &&
        errno != EAGAIN)
        end(query, answer, errno_word(errno));
}

/// Over TCP each message is led by its size (RFC 1035 4.2.2).
void turn_to_tcp(Query& query, NameAnswer& answer) {
    answer.over_tcp = true;
    const auto size = query.bytes.size();
    query.bytes =
        std::string{static_cast<char>(size >> 8), static_cast<char>(size & 0xFF)} + query.bytes;
    open(query, answer, SOCK_STREAM);
}

void take(Query& query, NameAnswer& answer, std::string_view message) {
    const auto asked = std::string_view(query.bytes).substr(answer.over_tcp ? 2 : 0);
    const auto reply = dns_reply(message, asked);
    if (!reply) {
        // Anybody may send a datagram: what answers another question is passed over there.
        if (answer.over_tcp || reply.error().fault == Fault::malformed)
            end(query, answer, "malformed");
        return;
    }
    if (reply->truncated && !answer.over_tcp) {
        answer.mail_hosts = reply->mail_hosts;  // better than nothing where TCP leads nowhere
        return turn_to_tcp(query, answer);
    }
    answer.code = reply->code;
    answer.words = dns_code_text(reply->code);
    answer.addresses = reply->addresses;
    answer.mail_hosts = reply->mail_hosts;
    end(query, answer, {});
}

void read_datagram(Query& query, NameAnswer& answer) {
    std::array<char, largest_datagram> buffer{};
    const auto got = ::recv(query.socket.get(), buffer.data(), buffer.size(), 0);
    if (got >= 0)
        take(query, answer, {buffer.data(), static_cast<std::size_t>(got)});
    else if (errno != EAGAIN && errno != EINTR)
        end(query, answer, errno_word(errno));
}

void drive_stream(Query& query, NameAnswer& answer) {
    if (query.sent < query.bytes.size()) {
        const auto rest = std::string_view(query.bytes).substr(query.sent);
        const auto sent = ::send(query.socket.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent > 0) query.sent += static_cast<std::size_t>(sent);
        if (sent < 0 && errno != EAGAIN && errno != EINPROGRESS)
            end(query, answer, errno_word(errno));
        return;
    }
    std::array<char, largest_datagram> buffer{};
    const auto got = ::recv(query.socket.get(), buffer.data(), buffer.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got < 0) return end(query, answer, errno_word(errno));
    if (got == 0) return end(query, answer, "ECONNRESET");
    query.received.append(buffer.data(), static_cast<std::size_t>(got));
    if (query.received.size() < 2) return;
    const auto size = static_cast<std::size_t>(static_cast<unsigned char>(query.received[0])) << 8 |
                      static_cast<unsigned char>(query.received[1]);
    if (query.received.size() >= size + 2)
        take(query, answer, std::string_view(query.received).substr(2, size));
    else if (query.received.size() > largest_stream)
        end(query, answer, "malformed");
}

void start(Query& query, NameAnswer& answer, const NameQuestion& question, std::uint16_t port) {
    static std::random_device random;
    answer.server = question.server;
    answer.name = question.name;
    query.start = Steady::now();
    const auto to = endpoint_of(question.server, port);
    auto bytes = dns_query(static_cast<std::uint16_t>(random()), question.name, question.type);
    if (!to || !bytes) return end(query, answer, "unaskable");
    query.to = *to;
    query.bytes = std::move(*bytes);
    open(query, answer, SOCK_DGRAM);
    if (!query.done) send_datagram(query, answer);
}

/// Waits for the next event of any query, at most `left`, and handles it. False: there was none.
bool turn(std::vector<Query>& queries, std::vector<NameAnswer>& answers, milliseconds left) {
    std::vector<pollfd> waiting;
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        if (queries[i].done) continue;
        const bool writes = answers[i].over_tcp && queries[i].sent < queries[i].bytes.size();
        waiting.push_back(
            {queries[i].socket.get(), static_cast<short>(writes ? POLLOUT : POLLIN), 0});
        numbers.push_back(i);
    }
    if (::poll(waiting.data(), waiting.size(), static_cast<int>(left.count())) <= 0) return false;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        if (waiting[i].revents == 0) continue;
        auto& query = queries[numbers[i]];
        auto& answer = answers[numbers[i]];
        if (answer.over_tcp)
            drive_stream(query, answer);
        else
            read_datagram(query, answer);
    }
    return true;
}

/// After the deadline: takes what came meanwhile. Several turns, since a datagram that nobody asked
/// for may stand before the answer.
void take_the_rest(std::vector<Query>& queries, std::vector<NameAnswer>& answers) {
    constexpr int most_turns = 8;
    for (int i = 0; i < most_turns; ++i)
        if (!turn(queries, answers, milliseconds{0})) return;
}

}  // namespace

std::vector<NameAnswer> ask_names(const std::vector<NameQuestion>& questions, milliseconds patience,
                                  std::uint16_t port) {
    const auto count = std::min(questions.size(), most_questions);
    std::vector<Query> queries(count);
    std::vector<NameAnswer> answers(count);
    const auto queued = queued_for_cpu(::getpid());
    const auto began = Steady::now();
    for (std::size_t i = 0; i < count; ++i) start(queries[i], answers[i], questions[i], port);
    while (std::ranges::any_of(queries, [](const Query& each) { return !each.done; })) {
        const auto passed = std::chrono::duration_cast<milliseconds>(Steady::now() - began);
        if (passed >= patience) break;
        for (std::size_t i = 0; i < count && passed >= patience / 3; ++i)
            if (!queries[i].done && !queries[i].again && !answers[i].over_tcp) {
                queries[i].again = true;
                send_datagram(queries[i], answers[i]);
            }
        const auto mark = passed < patience / 3 ? patience / 3 : patience;
        turn(queries, answers, mark - passed + milliseconds{1});
    }
    take_the_rest(queries, answers);
    const bool starved = queued_for_cpu(::getpid()) - queued > patience / 4;
    for (std::size_t i = 0; i < count; ++i)
        if (!queries[i].done) {
            answers[i].starved = starved;
            end(queries[i], answers[i], "ETIMEDOUT");
        }
    return answers;
}

}  // namespace diag::network
