// SPDX-License-Identifier: Apache-2.0
// Writes logs as a SAFR server has them, to measure and test with: the same bytes for the same
// seed.
//
//   make_logs DIRECTORY BYTES [SEED]
//
// Java services with stack traces, access logs, syslog, and JSON lines as mongod writes them. About
// one line in three holds an address, one in forty a mail address or a URL with credentials, one in
// two hundred a secret by name: the densities of verbose but real servers.
#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>

namespace {

/// splitmix64: small, fast, and the same everywhere, which std:: distributions are not.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t roll() {
        auto z = state_ += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    std::uint64_t below(std::uint64_t bound) { return roll() % bound; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    template <std::size_t N>
    std::string_view of(const std::array<std::string_view, N>& words) {
        return words[below(N)];
    }

private:
    std::uint64_t state_;
};

constexpr std::array<std::string_view, 8> classes{
    "c.r.covi.service.PersonService", "c.r.covi.dao.mongo.FaceRepository",
    "c.r.event.sync.SyncScheduler",   "c.r.event.web.EventController",
    "c.r.cvos.store.ObjectWriter",    "o.s.web.servlet.DispatcherServlet",
    "org.mongodb.driver.connection",  "c.r.virga.feed.FeedStatusMonitor"};
constexpr std::array<std::string_view, 10> messages{
    "Completed request in",          "Recognition candidate rejected, score",
    "Wrote object to storage, took", "Event queue length is",
    "Feed heartbeat received, lag",  "Person merge finished, rows",
    "Index refresh done, entries",   "Replica set status polled, members",
    "Cache eviction pass, removed",  "Sync window advanced, offset"};
constexpr std::array<std::string_view, 6> frames{
    "com.real.covi.service.PersonService.find(PersonService.java:",
    "com.real.covi.web.PersonController.get(PersonController.java:",
    "org.springframework.web.method.support.InvocableHandlerMethod.doInvoke("
    "InvocableHandlerMethod.java:",
    "org.apache.catalina.core.ApplicationFilterChain.doFilter(ApplicationFilterChain.java:",
    "java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:",
    "com.mongodb.internal.connection.DefaultConnectionPool.get(DefaultConnectionPool.java:"};
constexpr std::array<std::string_view, 6> exceptions{
    "java.net.ConnectException: Connection refused (Connection refused)",
    "java.net.SocketTimeoutException: Read timed out",
    "org.springframework.dao.DataAccessResourceFailureException: Timed out after 30000 ms",
    "java.io.IOException: No space left on device",
    "javax.net.ssl.SSLHandshakeException: PKIX path building failed",
    "java.lang.IllegalStateException: token expired, password is required"};
constexpr std::array<std::string_view, 7> paths{
    "/covi-ws/people",      "/covi-ws/rootpeople",    "/cv-event/events",  "/cvos/objects/obj",
    "/virga/status/worker", "/cv-event/event/status", "/reports/dashboard"};
constexpr std::array<std::string_view, 5> agents{
    "SAFR/3.12.110 (Linux; x86_64)", "Apache-HttpClient/4.5.14 (Java/17.0.9)", "curl/7.88.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Safari/537.36",
    "virgo/2.4.1"};
constexpr std::array<std::string_view, 6> daemons{"systemd[1]",   "kernel",      "sshd[8123]",
                                                  "chronyd[701]", "mongod[911]", "virgo[2204]"};
constexpr std::array<std::string_view, 8> names{"anna", "bob",    "carla", "diego",
                                                "eva",  "felipe", "grace", "hans"};

class Writer {
public:
    explicit Writer(std::uint64_t seed) : dice_(seed) {}

    std::string& line(unsigned kind) {
        text_.clear();
        clock_ += dice_.below(40);
        switch (kind) {
            case 0:
                java();
                break;
            case 1:
                access();
                break;
            case 2:
                syslog();
                break;
            default:
                json();
        }
        text_ += '\n';
        return text_;
    }

private:
    template <class... T>
    void add(const char* format, T... values) {
        std::array<char, 512> room;
        const int size = std::snprintf(room.data(), room.size(), format, values...);
        text_.append(room.data(), static_cast<std::size_t>(size));
    }
    void add(std::string_view words) { text_ += words; }
    unsigned number(std::uint64_t bound) { return static_cast<unsigned>(dice_.below(bound)); }

    void time(char between, char point) {
        const auto s = clock_ / 1000;
        add("2026-11-%02u%c%02u:%02u:%02u%c%03u", static_cast<unsigned>(1 + s / 86400 % 28),
            between, static_cast<unsigned>(s / 3600 % 24), static_cast<unsigned>(s / 60 % 60),
            static_cast<unsigned>(s % 60), point, static_cast<unsigned>(clock_ % 1000));
    }
    void address() { add("10.%u.%u.%u", 20 + number(3), number(4), 1 + number(250)); }

    void java() {
        time(' ', ',');
        const bool bad = dice_.one_in(25);
        add(bad ? " ERROR " : dice_.one_in(8) ? " WARN  " : " INFO  ");
        add("[http-nio-8080-exec-%u] ", 1 + number(48));
        add(dice_.of(classes));
        add(" - ");
        add(dice_.of(messages));
        add(" %u ms", number(4000));
        if (dice_.one_in(4)) {
            add(" from /");
            address();
            add(":%u", 32768 + number(28000));
        }
        if (dice_.one_in(2))
            add(" id=%08x-%04x-4%03x-a%03x-%012llx", number(1ull << 32), number(65536),
                number(4096), number(4096),
                static_cast<unsigned long long>(dice_.below(1ull << 48)));
        personal();
        if (bad) stack_trace();
    }

    void personal() {
        if (dice_.one_in(60)) {
            add(" feed=rtsp://admin:Cam-%04u@", number(10000));
            address();
            add(":554/stream1");
        }
        if (dice_.one_in(60)) {
            add(" user=");
            add(dice_.of(names));
            add(".%03u@example-site.com", number(200));
        }
        if (dice_.one_in(150)) add(" password=Pw%07u!", number(10'000'000));
        if (dice_.one_in(300))
            add(" Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI%08u.Sf%016llx",
                number(100'000'000), static_cast<unsigned long long>(dice_.roll()));
    }

    void stack_trace() {
        add("\n");
        add(dice_.of(exceptions));
        for (unsigned depth = 8 + number(20); depth > 0; --depth) {
            add("\n\tat ");
            add(dice_.of(frames));
            add("%u)", 20 + number(900));
        }
    }

    void access() {
        address();
        const auto s = clock_ / 1000;
        add(" - - [%02u/Nov/2026:%02u:%02u:%02u +0000] \"GET ",
            static_cast<unsigned>(1 + s / 86400 % 28), static_cast<unsigned>(s / 3600 % 24),
            static_cast<unsigned>(s / 60 % 60), static_cast<unsigned>(s % 60));
        add(dice_.of(paths));
        add("/%u", number(100000));
        if (dice_.one_in(50))
            add("?access_token=%016llx", static_cast<unsigned long long>(dice_.roll()));
        add(" HTTP/1.1\" %u %u \"-\" \"", dice_.one_in(30) ? 500u : 200u, number(90000));
        add(dice_.of(agents));
        add("\"");
    }

    void syslog() {
        const auto s = clock_ / 1000;
        add("Nov %2u %02u:%02u:%02u safr-srv-01 ", static_cast<unsigned>(1 + s / 86400 % 28),
            static_cast<unsigned>(s / 3600 % 24), static_cast<unsigned>(s / 60 % 60),
            static_cast<unsigned>(s % 60));
        add(dice_.of(daemons));
        if (dice_.one_in(6)) {
            add(": Failed password for invalid user ");
            add(dice_.of(names));
            add(" from ");
            address();
            add(" port %u ssh2", 1024 + number(60000));
        } else if (dice_.one_in(12)) {
            add(": eth0: link up, lladdr 00:1b:21:%02x:%02x:%02x", number(256), number(256),
                number(256));
        } else {
            add(": [%u.%06u] nvidia 0000:3b:00.0: state change %u -> %u, 2026.4 build 31",
                number(900000), number(1000000), number(8), number(8));
        }
    }

    void json() {
        add("{\"t\":{\"$date\":\"");
        time('T', '.');
        add("+00:00\"},\"s\":\"%c\",\"c\":\"NETWORK\",\"id\":%u,\"ctx\":\"conn%u\",\"msg\":\"",
            dice_.one_in(40) ? 'W' : 'I', 20000 + number(4000), number(9000));
        add(dice_.of(messages));
        add("\",\"attr\":{\"remote\":\"");
        address();
        add(":%u\",\"durationMillis\":%u", 32768 + number(28000), number(3000));
        if (dice_.one_in(100)) add(",\"password\":\"Pw%07u!\"", number(10'000'000));
        add("}}");
    }

    Dice dice_;
    std::uint64_t clock_ = 20ull * 3600 * 1000;
    std::string text_;
};

constexpr std::array<std::string_view, 4> files{"covi/logs/covi-ws.log", "cv-event/logs/access.log",
                                                "syslog", "mongo/logs/mongod.log"};

bool write_file(const std::filesystem::path& path, unsigned kind, std::uint64_t bytes,
                std::uint64_t seed) {
    std::filesystem::create_directories(path.parent_path());
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) return false;
    Writer writer(seed + kind);
    for (std::uint64_t written = 0; written < bytes;) {
        const auto& line = writer.line(kind);
        written += std::fwrite(line.data(), 1, line.size(), file);
    }
    return std::fclose(file) == 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("usage: make_logs DIRECTORY BYTES [SEED]\n", stderr);
        return 64;
    }
    const std::uint64_t bytes = std::stoull(argv[2]);
    const std::uint64_t seed = argc > 3 ? std::stoull(argv[3]) : 1;
    constexpr std::array<std::uint64_t, 4> tenths{5, 2, 1, 2};
    for (unsigned kind = 0; kind < files.size(); ++kind)
        if (!write_file(std::filesystem::path(argv[1]) / files[kind], kind,
                        bytes * tenths[kind] / 10, seed)) {
            std::perror(argv[1]);
            return 74;
        }
    return 0;
}
