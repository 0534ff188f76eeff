// SPDX-License-Identifier: Apache-2.0
// A line each: kind, stand-in, the original in base64, and a dot, tabs between. Lines are appended
// whole, by one write(2) each time, so that processes of one case do not mix theirs; what a power
// cut left of a line lacks its dot, and is none.
#include "agent/redact/stand_in_map.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <mutex>
#include <optional>
#include <unordered_set>

#include "agent/redact/case_key.hpp"
#include "platform/base64.hpp"
#include "platform/descriptor.hpp"
#include "platform/files.hpp"
#include "platform/secret_file.hpp"
#include "platform/text.hpp"

namespace diag::redact {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_map = std::size_t{4} << 20;
constexpr std::size_t written_at_once = std::size_t{64} << 10;
constexpr std::size_t most_names = 100'000;
constexpr std::string_view map_end = ".map";

/// "%20" and the like as case_key_file() writes them, with another end.
std::string map_file(std::string_view case_number) {
    auto name = case_key_file(case_number);
    return name.substr(0, name.rfind('.')) + std::string(map_end);
}

struct Line {
    std::string_view kind, stand_in, original;
};

bool read_line(std::string_view text, Line& line) {
    const auto parts = parts_of(text, '\t');
    if (parts.size() != 4 || parts[3] != ".") return false;
    line = {parts[0], parts[1], parts[2]};
    return true;
}

Result<Descriptor> opened(const fs::path& file) {
    Descriptor open(::open(file.c_str(),
                           O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                           S_IRUSR | S_IWUSR));
    if (!open) return from_errno(errno, file.native());
    return open;
}

/// Calls `see` with the name and the text of the map of that case, or where it is empty of each.
/// Fails as meanings_of().
Result<> see_maps(const fs::path& state, std::string_view case_number,
                  const std::function<void(std::string_view name, std::string_view text)>& see) {
    std::vector<std::string> names;
    if (case_number.empty()) {
        const auto listed = system_files().list(state / "map", most_names);
        if (!listed && listed.error().fault != Fault::absent) return listed.error();
        if (listed) names = *listed;
    } else {
        names.push_back(map_file(case_number));
    }
    for (const auto& name : names) {
        if (!name.ends_with(map_end)) continue;
        const auto text = private_file(state / "map" / name, largest_map + written_at_once);
        if (!text && text.error().fault == Fault::absent) continue;
        if (!text) return text.error();
        see(std::string_view(name).substr(0, name.size() - map_end.size()), *text);
    }
    return {};
}

}  // namespace

struct Told::Memory {
    std::size_t most;
    std::mutex lock;
    std::unordered_set<std::size_t> known;  ///< digests: two stand-ins of one are the rarest loss
    bool passed_over = false;
};

Told::Told(std::size_t most) : memory_(std::make_unique<Memory>()) { memory_->most = most; }
Told::Told(Told&&) noexcept = default;
Told& Told::operator=(Told&&) noexcept = default;
Told::~Told() = default;

bool Told::is_new(std::string_view stand_in) const {
    const auto digest = std::hash<std::string_view>{}(stand_in);
    const std::lock_guard guard(memory_->lock);
    auto& known = memory_->known;
    if (known.size() < memory_->most) return known.insert(digest).second;
    memory_->passed_over = memory_->passed_over || !known.contains(digest);
    return false;
}

bool Told::has_passed_over() const {
    const std::lock_guard guard(memory_->lock);
    return memory_->passed_over;
}

struct StandInMap::State {
    Told told;
    std::mutex lock;
    fs::path file;
    Descriptor open;
    std::string waiting;
    std::size_t size = 0;
    bool outgrown = false;        ///< one was met for which there was no room
    std::optional<Error> failed;  ///< the first write that did
};

StandInMap::StandInMap(std::unique_ptr<State> state) : state_(std::move(state)) {}
StandInMap::StandInMap(StandInMap&&) noexcept = default;
StandInMap& StandInMap::operator=(StandInMap&&) noexcept = default;
StandInMap::~StandInMap() {
    if (state_) [[maybe_unused]]
        const auto written = flush();
}

Result<StandInMap> StandInMap::open(const fs::path& state, std::string_view case_number) {
    // The key's directory and its checks; a map without its key would mean nothing.
    if (const auto key = case_key(state, case_number); !key) return key.error();
    auto made = std::make_unique<State>();
    made->file = state / "map" / map_file(case_number);
    auto open = opened(made->file);
    if (!open) return open.error();
    made->open = std::move(*open);
    const auto text = private_file(made->file, largest_map + written_at_once);
    if (!text) return Error{Fault::denied, text.error().what};
    made->size = text->size();
    if (!text->empty() && text->back() != '\n') made->waiting = "\n";
    Line line;
    for (const auto each : lines_of(*text))
        if (read_line(each, line)) [[maybe_unused]]
            const auto is_new = made->told.is_new(line.stand_in);
    return StandInMap(std::move(made));
}

void StandInMap::add(std::string_view kind, std::string_view stand_in,
                     std::string_view original) const {
    if (!state_->told.is_new(stand_in)) return;
    std::unique_lock guard(state_->lock);
    if (state_->size + state_->waiting.size() > largest_map) {
        state_->outgrown = true;
        return;
    }
    state_->waiting += kind;
    state_->waiting += '\t';
    state_->waiting += stand_in;
    state_->waiting += '\t' + base64(original) + "\t.\n";
    if (state_->waiting.size() < written_at_once) return;
    guard.unlock();
    [[maybe_unused]] const auto written = flush();
}

Result<> StandInMap::flush() const {
    const std::lock_guard guard(state_->lock);
    const auto text = std::move(state_->waiting);
    state_->waiting.clear();
    if (text.empty()) return {};
    const auto failed = [&](Error why) {
        if (!state_->failed) state_->failed = why;
        return why;
    };
    const auto written = ::write(state_->open.get(), text.data(), text.size());
    if (written < 0) return failed(from_errno(errno, state_->file.native()));
    state_->size += static_cast<std::size_t>(written);
    if (static_cast<std::size_t>(written) == text.size()) return {};
    state_->waiting = "\n";  // ends the line that was cut short
    return failed({Fault::full, state_->file.native() + ": could not be written whole"});
}

Result<> StandInMap::whole() const {
    [[maybe_unused]] const auto written = flush();  // what failed is told below
    const std::lock_guard guard(state_->lock);
    if (state_->failed) return *state_->failed;
    if (!state_->outgrown && !state_->told.has_passed_over()) return {};
    return Error{Fault::full,
                 state_->file.native() + " holds as many stand-ins as it may: what is kept stays"};
}

Observer StandInMap::observer() const {
    return [this](std::string_view kind, std::string_view stand_in, std::string_view original) {
        add(kind, stand_in, original);
    };
}

Result<bool> is_full(const fs::path& state, std::string_view case_number) {
    bool full = false;
    const auto seen = see_maps(state, case_number, [&](std::string_view, std::string_view text) {
        const auto lines = std::count(text.begin(), text.end(), '\n');
        full =
            full || text.size() > largest_map || static_cast<std::size_t>(lines) >= most_stand_ins;
    });
    if (!seen) return seen.error();
    return full;
}

Result<std::vector<Meaning>> meanings_of(const fs::path& state, std::string_view stand_in,
                                         std::string_view case_number) {
    std::vector<Meaning> meanings;
    const auto seen =
        see_maps(state, case_number, [&](std::string_view name, std::string_view text) {
            Line line;
            for (const auto each : lines_of(text)) {
                if (!read_line(each, line) || line.stand_in != stand_in) continue;
                if (const auto original = from_base64(line.original))
                    meanings.push_back({std::string(name), std::string(line.kind), *original});
            }
        });
    if (!seen) return seen.error();
    return meanings;
}

}  // namespace diag::redact
