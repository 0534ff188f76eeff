// SPDX-License-Identifier: Apache-2.0
// The journal keeps what the kernel's ring buffer has lost, but opening a big cold one takes
// seconds. So a brief check asks the ring buffer first, a full one the journal.
#include <array>

#include "collectors/system/reading.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

constexpr std::size_t log_kept = 2u << 20;
constexpr std::size_t log_read = 8u << 20;

struct Source {
    std::string_view name;
    std::vector<std::string> argv;
};

std::vector<Source> sources_in_order(bool brief) {
    Source journal{"journalctl",
                   {"journalctl", "-k", "-b", "-q", "-o", "short-iso", "--no-pager", "-n",
                    brief ? "2000" : "20000"}};
    Source dated{"dmesg_iso", {"dmesg", "--time-format", "iso"}};
    Source plain{"dmesg", {"dmesg"}};
    if (brief) return {dated, plain, journal};
    return {journal, dated, plain};
}

/// The tail of a log that starts with a whole line.
std::string tail(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    text.remove_prefix(text.size() - most);
    const auto line = text.find('\n');
    return std::string(line == std::string_view::npos ? text : text.substr(line + 1));
}

/// Lines of the kernel in a file that holds those of all programs.
std::string kernel_lines_in(std::string_view text) {
    std::string kept;
    for (const auto line : lines_of(text))
        if (line.find(" kernel: ") != std::string_view::npos) {
            kept += line;
            kept += '\n';
        }
    return kept;
}

class Search {
public:
    explicit Search(Reading& reading) : reading_(reading) {}

    /// Keeps `text` when it holds anything; else keeps why not, denial before all other reasons.
    void take(std::string_view source, Result<std::string> text) {
        if (text && !trimmed(*text).empty()) {
            reading_.give("kernel_log", tail(*text, log_kept));
            reading_.give("kernel_log:source", std::string(source));
            found_ = true;
            return;
        }
        const auto reason =
            text ? Error{Fault::absent, std::string(source) + " shows no lines"} : text.error();
        reading_.give("kernel_log:" + std::string(source), reason);
        if (!reason_ || reason.fault == Fault::denied) reason_ = reason;
    }

    bool found() const { return found_; }

    void end() {
        if (!found_)
            reading_.give("kernel_log", reason_.value_or(Error{Fault::absent, "no kernel log"}));
    }

private:
    Reading& reading_;
    bool found_ = false;
    std::optional<Error> reason_;
};

}  // namespace

void read_kernel_log(Reading& reading) {
    auto& world = reading.world();
    const bool brief = world.scope.brief;
    reading.doing("kernel log");
    Search search(reading);
    for (const auto& source : sources_in_order(brief)) {
        if (search.found()) break;
        // dmesg takes 5 ms; a second is for servers so busy that they are worth the wait.
        const milliseconds patience{brief ? 1000 : 10'000};
        search.take(source.name, output_of(world.programs, source.argv, log_read, patience));
    }
    for (const auto* path : {"/var/log/kern.log", "/var/log/messages", "/var/log/syslog"}) {
        if (search.found() || brief) break;
        auto text = world.paths.read(path, log_read, milliseconds{3000});
        if (text) text = kernel_lines_in(*text);
        search.take(path, std::move(text));
    }
    search.end();
}

}  // namespace diag::host
