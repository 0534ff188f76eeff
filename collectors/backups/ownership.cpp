// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/ownership.hpp"

#include <charconv>

#include "platform/text.hpp"

namespace diag::backups {
namespace {

constexpr milliseconds patience{2'000};
constexpr std::size_t answer_limit = 4 << 10;
constexpr std::size_t most_parts = 16;
constexpr std::uint64_t first_group_of_people = 1000;  // login.defs(5), GID_MIN

// inode(7)
constexpr unsigned type_bits = 0170000, directory = 0040000, regular = 0100000;
constexpr unsigned group_writes = 0020, others_write = 0002;

/// The path and each directory above it, "/" first; empty where it is not written plainly.
std::vector<std::string> way_to(const std::string& path) {
    if (!path.starts_with('/')) return {};
    std::vector<std::string> way{"/"};
    std::string so_far;
    for (const auto part : parts_of(std::string_view(path).substr(1), '/')) {
        if (part.empty() || part == "." || part == ".." || way.size() > most_parts) return {};
        so_far += "/" + std::string(part);
        way.push_back(so_far);
    }
    return way;
}

/// What is wrong with one part of the way, by "owner group mode"; empty: nothing.
std::string_view wrong_with(std::string_view told, bool last) {
    const auto words = words_of(told);
    unsigned mode = 0;
    if (words.size() != 3 ||
        std::from_chars(words[2].data(), words[2].data() + words[2].size(), mode, 16).ec !=
            std::errc{})
        return "is not told of";
    const auto owner = natural(words[0]), group = natural(words[1]);
    if ((mode & type_bits) != (last ? regular : directory))
        return last ? "is no regular file" : "is no directory, or a link to one";
    if (!owner || *owner != 0) return "does not belong to root";
    const bool group_of_system = !last && group && *group < first_group_of_people;
    if ((mode & others_write) != 0 || ((mode & group_writes) != 0 && !group_of_system))
        return "can be written to by others than root";
    return {};
}

}  // namespace

bool is_roots_crontab(const std::string& path) {
    return path == "/etc/crontab" || path.starts_with("/etc/cron.d/") ||
           path == "/var/spool/cron/crontabs/root" || path == "/var/spool/cron/root";
}

Result<> only_root_changes(World& world, const std::string& path) {
    const auto way = way_to(path);
    if (way.empty()) return Error{Fault::refused, path + " is not a plain absolute path"};
    std::vector<std::string> asked{"stat", "-c", "%u %g %f", "--"};
    asked.insert(asked.end(), way.begin(), way.end());
    const auto told = world.programs.run(asked, answer_limit, patience);
    if (!told) return told.error();
    const auto lines = lines_of(told->output);
    if (told->exit_code != 0 || lines.size() != way.size())
        return Error{Fault::absent, path + ": stat does not tell whose it is"};
    for (std::size_t i = 0; i < way.size(); ++i)
        if (const auto wrong = wrong_with(lines[i], i + 1 == way.size()); !wrong.empty())
            return Error{Fault::refused, way[i] + " " + std::string(wrong)};
    return {};
}

}  // namespace diag::backups
