// SPDX-License-Identifier: Apache-2.0
// One agent may become known to this desk.
#include <filesystem>

#include "desk/commands/commands.hpp"
#include "desk/commands/desk_server.hpp"
#include "desk/commands/next.hpp"
#include "desk/commands/saying.hpp"
#include "desk/settings.hpp"
#include "desk/store.hpp"
#include "desk/tokens.hpp"
#include "platform/files.hpp"
#include "platform/shell_word.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::desk {
namespace {

constexpr std::size_t longest_site = 200;
constexpr std::chrono::days longest_life{30};
constexpr std::string_view default_life = "24h";

struct Fresh {
    std::string token;
    std::string site;
    std::string url;
    Time until{};
};

bool is_site(std::string_view text) {
    return !text.empty() && text.size() <= longest_site && printable(text) == text &&
           trimmed(text) == text && text.find_first_of("\n\t") == std::string_view::npos;
}

Result<> remembered(const Home& home, const Fresh& fresh) {
    const auto store = sqlite_store(home.file("desk.sqlite"));
    if (!store) return store.error();
    return store->fleet->add_token({digest_of_token(fresh.token), fresh.site, fresh.until});
}

int told(const Invocation& invocation, const Fresh& fresh) {
    const auto out = invocation.value("--out");
    const auto file = out.empty() ? std::string("token.txt") : out;
    const auto command = "safr-diag enroll " + fresh.url + " --token-file " +
                         shell_word(std::filesystem::path(file).filename().native());
    if (invocation.has("--json")) {
        json::object json{{"site", fresh.site},
                          {"until", to_text(fresh.until)},
                          {"url", fresh.url},
                          {"command", command}};
        json[out.empty() ? "token" : "file"] = out.empty() ? fresh.token : out;
        return print(json::write_pretty(json));
    }
    auto text = "Lets one agent of \"" + fresh.site + "\" in, once, until " +
                clock_text(fresh.until) + ".\n";
    text += out.empty() ? "At the site, put this line into token.txt, closed to others (chmod "
                          "600):\n\n  " +
                              fresh.token + "\n\nthen:\n\n"
                        : "Bring the file to the site by a path you trust, and there:\n\n";
    text += "  " + command + "\n";
    return print(out.empty() ? text : text + "\n" + out + "\n");
}

int run_token(const Invocation& invocation) {
    Fresh fresh{.token = {}, .site = invocation.value("--site"), .url = {}, .until = {}};
    if (!is_site(fresh.site))
        return usage("--site: which site? One line of at most 200 bytes is expected");
    const auto life = duration_from(invocation.value("--valid", default_life));
    if (!life) return usage("--valid: " + life.error().what);
    if (life->count() == 0 || *life > longest_life)
        return usage("--valid: at most 30d is expected");
    const auto out = invocation.value("--out");
    if (const auto free = not_there_yet(out); !out.empty() && !free) return failure(free.error());
    const auto home = desk_asked_for(invocation);
    if (!home) return failure(home.error());
    const auto url = url_asked_for(invocation, *home);
    if (!url) return failure(url.error());
    const auto authority = certificate_from_file(home->file("ca.pem"));
    if (!authority) return failure(authority.error());
    fresh.url = *url;
    fresh.until = system_clock().now() + *life;
    fresh.token = fresh_token(*authority);
    if (const auto kept = remembered(*home, fresh); !kept) return failure(kept.error());
    // A token whose file cannot be written nobody has: it ends by itself.
    if (!out.empty())
        if (const auto kept = replace_file(out, fresh.token + "\n", 0600); !kept)
            return failure(kept.error());
    return told(invocation, fresh);
}

constexpr Option options[] = {
    {.name = "--site", .value = "NAME", .help = "the site that the agent belongs to"},
    {.name = "--valid",
     .value = "SPAN",
     .help = "how long it lets somebody in",
     .fallback = default_life},
    {.name = "--out",
     .value = "FILE",
     .help = "writes the token there, for us alone, and does not show it",
     .complete = "file"},
    url_option,
    desk_option,
};

}  // namespace

const Command token_command{
    .name = "token",
    .summary = "make a token that lets one agent in",
    .description =
        "An agent enrols with a token: it works once, for one agent, until it expires, and proves "
        "this desk to the agent as well. Only its digest is kept here. Bring it to the site by a "
        "path you trust: whoever has it first is let in.",
    .example =
        "safr-desk token --site \"North plant\" --desk /srv/desk\n"
        "safr-desk token --site \"North plant\" --valid 2h --out north.token --desk /srv/desk",
    .options = options,
    .positional = {},
    .run = run_token};

}  // namespace diag::desk
