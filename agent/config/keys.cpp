// SPDX-License-Identifier: Apache-2.0
#include "agent/config/keys.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "agent/config/entries.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::config {
namespace {

constexpr std::uint64_t kib = 1ull << 10;
constexpr std::uint64_t gib = 1ull << 30;
constexpr std::uint64_t tib = 1ull << 40;
constexpr std::uint64_t second = 1'000;
constexpr std::uint64_t day = 86'400 * second;

constexpr std::size_t longest_line = 200;
constexpr std::size_t longest_item = 2'000;
constexpr std::size_t most_items = 20'000;

#define PLACE(member) [](Config& config) -> Place { return &config.member; }

constexpr std::array all{
    Key{"site.name", Form::line, "name of the site, as support knows it", PLACE(site.name)},
    Key{"site.contact_primary", Form::line, "whom support calls first",
        PLACE(site.contact_primary)},
    Key{"site.contact_alternate", Form::line, "whom support calls otherwise",
        PLACE(site.contact_alternate)},
    Key{"safr.program_root", Form::path, "where SAFR's programs are", PLACE(safr.program_root)},
    Key{"safr.data_root", Form::path, "where SAFR's data, images and logs are",
        PLACE(safr.data_root)},
    Key{"safr.backup_root", Form::path, "where SAFR's backups are", PLACE(safr.backup_root)},
    Key{"safr.nodes", Form::lines, "hosts of the cluster, beside those that the database announces",
        PLACE(safr.nodes), 0, 0, "the name or address of a host", is_host},
    Key{"safr.credentials", Form::path,
        "names and passwords to ask the database, SAFR and cameras with; root's own file",
        PLACE(safr.credentials)},
    Key{"mongo.hosts", Form::lines, "databases to ask beside those that are found",
        PLACE(mongo.hosts), 0, 0, "HOST:PORT", is_database},
    Key{"mongo.tls", Form::flag, "ask databases with TLS even where nothing tells so",
        PLACE(mongo.tls)},
    Key{"mongo.ca_file", Form::path, "certificate authorities that databases are believed by",
        PLACE(mongo.ca_file)},
    Key{"nfs.write_canary", Form::flag, "may a file of 4 KiB be written to the store and removed",
        PLACE(nfs.write_canary)},
    Key{"nfs.exports", Form::lines, "NFS exports to ask beside what is mounted", PLACE(nfs.exports),
        0, 0, "SERVER:/PATH", is_export},
    Key{"cameras.urls", Form::lines, "cameras to ask beside SAFR's feeds", PLACE(cameras.urls), 0,
        0, "rtsp://HOST/PATH", is_camera},
    Key{"cameras.at_once", Form::count, "cameras spoken to at once", PLACE(cameras.at_once), 1,
        4'096},
    Key{"cameras.per_host", Form::count, "... of them on one host", PLACE(cameras.per_host), 1,
        256},
    Key{"cameras.play_at_once", Form::count, "cameras whose frames are counted at once",
        PLACE(cameras.play_at_once), 1, 1'024},
    Key{"cameras.play", Form::duration, "how long frames are counted", PLACE(cameras.play), second,
        60 * second},
    Key{"cameras.patience", Form::duration, "how long a camera may take for an answer",
        PLACE(cameras.patience), second / 4, 30 * second},
    Key{"logs.directories", Form::paths, "more directories to look for logs in",
        PLACE(logs.directories)},
    Key{"logs.file_limit", Form::bytes, "bytes kept of one log, half from each end",
        PLACE(logs.file_limit), 4 * kib, tib},
    Key{"logs.total_limit", Form::bytes, "bytes kept of all logs", PLACE(logs.total_limit),
        64 * kib, tib},
    Key{"logs.since", Form::duration, "how far back to look", PLACE(logs.since), second,
        3'650 * day},
    Key{"collect.recipients", Form::paths, "certificates of those who may open a bundle",
        PLACE(collect.recipients)},
    Key{"collect.out", Form::path, "where bundles are put; empty: the spool", PLACE(collect.out)},
    Key{"collect.cores", Form::count, "processor cores a run may use; 0: all", PLACE(collect.cores),
        0, 64},
    Key{"collect.volume_size", Form::bytes, "size of one sealed volume", PLACE(collect.volume_size),
        64 * kib, gib},
    Key{"collect.max_bytes", Form::bytes, "a bundle is never larger", PLACE(collect.max_bytes),
        64 * kib, tib},
    Key{"collect.deadline", Form::duration, "a run never takes longer", PLACE(collect.deadline),
        second, day},
    Key{"limits.min_free_percent", Form::count, "percent of the disk that always stay free",
        PLACE(limits.min_free_percent), 0, 90},
    Key{"limits.max_free_share_percent", Form::count,
        "percent of the free space that a bundle may take", PLACE(limits.max_free_share_percent), 1,
        100},
    Key{"desk.url", Form::line, "the support desk to send bundles to, https://HOST[:PORT]",
        PLACE(desk.url)},
    Key{"desk.proxy", Form::line, "the proxy on the way to it, http://HOST:PORT",
        PLACE(desk.proxy)},
    Key{"desk.rate_limit", Form::bytes, "bytes a second that uploads may take; 0: no limit",
        PLACE(desk.rate_limit), 0, tib},
    Key{"consent.level", Form::choice, "the most that a request may let out of this site",
        PLACE(consent.level), 0, 0, "none findings bundle"},
    Key{"consent.two_signatures", Form::flag, "must two engineers have signed a request",
        PLACE(consent.two_signatures)},
    Key{"consent.notify", Form::lines,
        "programs that tell the people here of a request that waits, by their standard input",
        PLACE(consent.notify), 0, 0, "/PATH/OF/PROGRAM and words, parted by spaces", is_program},
    Key{"report.language", Form::choice, "language of reports; auto: as the environment says",
        PLACE(report.language), 0, 0, "auto en es pt"},
};

#undef PLACE

/// The value's place in a configuration that is only read.
Place place_in(const Key& key, const Config& config) {
    return key.place(const_cast<Config&>(config));
}

bool may_be_empty(const Key& key) {
    static const Config defaults;
    return std::get<std::string*>(place_in(key, defaults))->empty();
}

bool one_line(const std::string& text) {
    return text == printable(text) && text.find_first_of("\n\t") == text.npos;
}

bool absolute(const std::string& path) {
    return path.size() < 4'096 && path.starts_with('/') && path.find('\0') == path.npos;
}

bool within(const Key& key, std::uint64_t value) { return value >= key.least && value <= key.most; }

bool is_choice(const Key& key, const std::string& text) {
    const auto known = words_of(key.choices);
    return std::find(known.begin(), known.end(), text) != known.end();
}

bool set_text(const Key& key, Config& config, const std::string& text) {
    const bool good = key.form == Form::line ? text.size() <= longest_line && one_line(text)
                      : key.form == Form::choice
                          ? is_choice(key, text)
                          : absolute(text) || (text.empty() && may_be_empty(key));
    if (good) *std::get<std::string*>(key.place(config)) = text;
    return good;
}

bool set_number(const Key& key, Config& config, std::uint64_t number) {
    if (!within(key, number)) return false;
    *std::get<std::uint64_t*>(key.place(config)) = number;
    return true;
}

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') out += '\\';
        out += letter;
    }
    return out + "\"";
}

}  // namespace

std::span<const Key> keys() { return all; }

std::string expectation(const Key& key) {
    const auto range = [&](auto text) {
        return " from " + text(key.least) + " to " + text(key.most);
    };
    switch (key.form) {
        case Form::line:
            return "text of one line, at most 200 bytes";
        case Form::path:
            return may_be_empty(key) ? "an absolute path, or \"\"" : "an absolute path";
        case Form::paths:
            return "a list of absolute paths";
        case Form::lines:
            return "a list of texts of one line";
        case Form::flag:
            return "true or false";
        case Form::bytes:
            return "a size" + range(exact_bytes_text);
        case Form::duration:
            return "a duration" + range([](std::uint64_t span) {
                       return duration_text(milliseconds{static_cast<std::int64_t>(span)});
                   });
        case Form::count:
            return "a whole number" + range([](std::uint64_t n) { return std::to_string(n); });
        case Form::choice:
            break;
    }
    std::string choices;
    for (const auto choice : words_of(key.choices))
        choices += (choices.empty() ? "" : ", ") + in_quotes(choice);
    return "one of " + choices;
}

bool assign(const Key& key, Config& config, const std::string& text) {
    switch (key.form) {
        case Form::line:
        case Form::path:
        case Form::choice:
            return set_text(key, config, text);
        case Form::bytes: {
            const auto bytes = bytes_from(text);
            return bytes && set_number(key, config, *bytes);
        }
        case Form::duration: {
            const auto span = duration_from(text);
            if (!span || !within(key, static_cast<std::uint64_t>(span->count()))) return false;
            *std::get<milliseconds*>(key.place(config)) = *span;
            return true;
        }
        case Form::paths:
        case Form::lines:
        case Form::flag:
        case Form::count:
            break;
    }
    return false;
}

bool assign(const Key& key, Config& config, std::int64_t number) {
    const bool takes_numbers = key.form == Form::bytes || key.form == Form::count;
    return takes_numbers && number >= 0 &&
           set_number(key, config, static_cast<std::uint64_t>(number));
}

bool is_entry(const Key& key, const std::string& item) {
    if (key.form == Form::paths) return absolute(item);
    if (item.empty() || item.size() > longest_item || !one_line(item)) return false;
    return !key.fits || key.fits(item);
}

bool assign(const Key& key, Config& config, const std::vector<std::string>& list) {
    if (key.form != Form::paths && key.form != Form::lines) return false;
    const auto good = [&](const std::string& item) { return is_entry(key, item); };
    if (list.size() > most_items || !std::all_of(list.begin(), list.end(), good)) return false;
    *std::get<std::vector<std::string>*>(key.place(config)) = list;
    return true;
}

bool assign(const Key& key, Config& config, bool flag) {
    if (key.form != Form::flag) return false;
    *std::get<bool*>(key.place(config)) = flag;
    return true;
}

std::string value_text(const Key& key, const Config& config) {
    const auto place = place_in(key, config);
    if (const auto* const* flag = std::get_if<bool*>(&place)) return **flag ? "true" : "false";
    if (const auto* const* text = std::get_if<std::string*>(&place)) return in_quotes(**text);
    if (const auto* const* span = std::get_if<milliseconds*>(&place))
        return in_quotes(duration_text(**span));
    if (const auto* const* number = std::get_if<std::uint64_t*>(&place))
        return key.form == Form::bytes ? in_quotes(exact_bytes_text(**number))
                                       : std::to_string(**number);
    std::string list;
    for (const auto& item : *std::get<std::vector<std::string>*>(place))
        list += (list.empty() ? "" : ", ") + in_quotes(item);
    return "[" + list + "]";
}

json::value value_json(const Key& key, const Config& config) {
    const auto place = place_in(key, config);
    if (const auto* const* flag = std::get_if<bool*>(&place)) return **flag;
    if (const auto* const* text = std::get_if<std::string*>(&place)) return json::value(**text);
    if (const auto* const* span = std::get_if<milliseconds*>(&place))
        return json::value(duration_text(**span));
    if (const auto* const* number = std::get_if<std::uint64_t*>(&place)) return **number;
    json::array list;
    for (const auto& item : *std::get<std::vector<std::string>*>(place)) list.emplace_back(item);
    return list;
}

std::string number_text(double number) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return {text.data(), end};
}

std::vector<const Threshold*> thresholds_of(Catalog catalog) {
    std::vector<const Threshold*> all_thresholds;
    for (const auto* collector : catalog)
        for (const auto& threshold : collector->thresholds) all_thresholds.push_back(&threshold);
    return all_thresholds;
}

}  // namespace diag::config
