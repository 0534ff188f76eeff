// SPDX-License-Identifier: Apache-2.0
// A bundle from the desk's server to here, proven before it gets its name; opened where asked for.
#include <unistd.h>

#include <filesystem>

#include "agent/exchange/short_id.hpp"
#include "desk/commands/commands.hpp"
#include "desk/commands/fetching.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/next.hpp"
#include "desk/commands/request_list.hpp"
#include "desk/commands/saying.hpp"
#include "platform/log.hpp"
#include "platform/shell_word.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view engineer_key = "--engineer-key";
constexpr std::string_view open_passphrase = "--open-passphrase-file";

struct Fetched {
    Listed bundle;
    fs::path file;
    std::string signer;
    std::string doubt;   ///< why the desk does not vouch for who signed; empty: it does
    fs::path directory;  ///< opened there; empty: not opened
};

/// DIR/ID.safrdiag where --out is a directory, else FILE. Fails with absent where it says that it
/// is a directory ("cases/") and is none.
Result<fs::path> place_of(const Invocation& invocation, const Listed& bundle) {
    const fs::path out = invocation.value("--out", ".");
    std::error_code unknown;
    if (fs::is_directory(out, unknown)) return out / (bundle.bundle + ".safrdiag");
    if (out.has_filename()) return out;
    return Error{Fault::absent, "--out: there is no directory " + out.native() + ": make it first"};
}

/// Why no bundle goes by that id: perhaps it is a request's, and it has none yet.
Error no_such_bundle(DeskServer& server, const Invocation& invocation, const std::string& id) {
    const auto next = [&](const std::string& words) {
        return next_at_server(invocation, words, {.here = engineer_key});
    };
    const auto all = listed_requests(server);
    if (!all && all.error().fault != Fault::absent) return all.error();
    const auto request = meant_among(all ? *all : std::vector<AskedBefore>{}, id);
    if (!request && request.error().fault != Fault::absent) return request.error();
    if (!request)
        return {Fault::absent, "the desk has no bundle and no request " + printable(id) + ": see " +
                                   next("bundles") + ", or " + next("requests")};
    const auto& standing = request->standing;
    if (standing.here)
        return {Fault::absent,
                "the bundle of the request " + standing.id +
                    " is here, but was not in the list a moment ago: fetch it again"};
    if (is_over(standing))
        return {Fault::absent,
                "no bundle comes of the request " + standing.id + ": " + in_words(standing)};
    return {Fault::absent, "the request " + standing.id +
                               " has no bundle yet: " + in_words(standing) +
                               ". Follow it with: " + next("watch " + shell_word(standing.id))};
}

Result<Listed> meant(DeskServer& server, const Invocation& invocation) {
    const auto& id = invocation.positionals().front();
    const auto agent = invocation.value("--agent");
    const auto all = listed_bundles(server);
    if (!all) return all.error();
    auto found = meant_among(*all, id, agent);
    if (found || found.error().fault != Fault::absent) return found;
    const auto of_others = meant_among(*all, id, {});
    if (of_others)
        return Error{Fault::absent,
                     "bundle " + of_others->bundle + " came from " + printable(of_others->agent) +
                         " (" + printable(of_others->site) + "), not from " + printable(agent)};
    if (of_others.error().fault != Fault::absent) return of_others.error();
    return no_such_bundle(server, invocation, id);
}

fs::path directory_for(const fs::path& file) {
    auto directory = file;
    directory.replace_extension();
    if (directory == file) directory += ".opened";
    return directory;
}

Result<exchange::Verified> proven(const fs::path& file, Progress& progress) {
    return exchange::verify_bundle(file, std::nullopt, showing(progress, "verifying"));
}

/// The server has proven who sent it when it came. Here it is looked at again, and told.
std::string doubt_about(const Certificate& signer, const Listed& bundle,
                        const exchange::Trust& trust, Time signed_at) {
    if (const auto fine = exchange::believed(signer, Role::agent, trust, signed_at); !fine)
        return fine.error().what;
    if (signer.name() == bundle.agent) return {};
    return "it is signed by " + signer.name() + " and was sent by " + printable(bundle.agent);
}

Result<Fetched> fetched(DeskServer& server, const exchange::Trust& trust, const Listed& bundle,
                        const fs::path& place) {
    Progress progress(STDERR_FILENO, quiet_unless_live(), terminal_width(STDERR_FILENO));
    if (const auto free = not_there_yet(place); !free) return free.error();
    auto file = PartialFile::open(place);
    if (!file) return file.error();
    if (const auto all = fetch_into(*file, bundle, server, progress); !all) return all.error();
    const auto verified = proven(file->path(), progress);
    if (!verified) return verified.error();
    if (const auto named = file->finish(); !named) return named.error();
    progress.done("fetching", bytes_text(bundle.bytes));
    const auto& signature = verified->signature;
    return Fetched{.bundle = bundle,
                   .file = place,
                   .signer = signature.signer.name(),
                   .doubt = doubt_about(signature.signer, bundle, trust, signature.signed_at),
                   .directory = {}};
}

Result<> opened(Fetched& fetched, const PrivateKey& key) {
    fetched.directory = directory_for(fetched.file);
    Progress progress(STDERR_FILENO, quiet_unless_live(), terminal_width(STDERR_FILENO));
    const auto done = exchange::open_bundle(fetched.file, key, std::nullopt, fetched.directory, {},
                                            showing(progress, "opening"));
    if (!done) return done.error();
    return {};
}

int told(const Invocation& invocation, const Fetched& fetched) {
    const auto& bundle = fetched.bundle;
    if (!fetched.doubt.empty())
        log::warning("this desk does not vouch for who signed the bundle: " + fetched.doubt);
    if (invocation.has("--json"))
        return print(json::write_pretty({{"bundle", bundle.bundle},
                                         {"agent", bundle.agent},
                                         {"file", fetched.file.native()},
                                         {"bytes", bundle.bytes},
                                         {"sha256", bundle.sha256},
                                         {"signer", fetched.signer},
                                         {"vouched", fetched.doubt.empty()},
                                         {"directory", fetched.directory.native()}}));
    const auto result =
        fetched.directory.empty() ? fetched.file : fetched.directory / "report.html";
    if (log::level() == log::Level::quiet) return print(result.native() + "\n");
    return print("Bundle " + bundle.bundle + " of " + printable(bundle.agent) + ", " +
                 bytes_text(bundle.bytes) + ": whole and unaltered since " + fetched.signer +
                 " signed it.\n" + result.native() + "\n");
}

int run_fetch(const Invocation& invocation) {
    if (invocation.positionals().front().size() < exchange::shortest_beginning)
        return usage("ID: the id of a bundle or a request, or the first " +
                     std::to_string(exchange::shortest_beginning) + " characters of it at least");
    const bool open = invocation.has("--open");
    if (open != invocation.has("--key"))
        return usage(
            "--open and --key KEY belong together: KEY opens the bundle, as the desk's "
            "recipient.key does. The key of who asks is --engineer-key");
    const auto home = desk_asked_for(invocation);
    if (!home) return failure(home.error());
    const auto trust = home->trust();
    if (!trust) return failure(trust.error());
    // Whoever cannot open it should know before it has come.
    const auto key = open ? unlocked_to_open(invocation.value("--key"), invocation, open_passphrase)
                          : Result<PrivateKey>(Error{Fault::absent, "not asked for"});
    if (open && !key) return failure(key.error());
    const auto server = desk_server(invocation, *home, engineer_key);
    if (!server) return failure(server.error());
    const auto bundle = meant(**server, invocation);
    if (!bundle) return server_failure(bundle.error());
    const auto place = place_of(invocation, *bundle);
    if (!place) return failure(place.error());
    if (const auto free = not_there_yet(directory_for(*place)); open && !free)
        return failure(free.error());
    auto done = fetched(**server, *trust, *bundle, *place);
    if (!done) return server_failure(done.error());
    if (open)
        if (const auto unpacked = opened(*done, *key); !unpacked) return failure(unpacked.error());
    return told(invocation, *done);
}

constexpr Option options[] = {
    {.name = "--out",
     .value = "PLACE",
     .help =
         "the file, or a directory that is there, which gets ID.safrdiag; default: the current one",
     .complete = "file"},
    {.name = "--agent",
     .value = "NAME",
     .help =
         "whose bundle, where two sent one of that id: its id, the beginning of it, or its site"},
    {.name = "--open",
     .value = {},
     .help = "opens it too, into a directory beside, named like the file"},
    {.name = "--key",
     .value = "KEY",
     .help = "with --open: the key that opens it (the desk's recipient.key)",
     .complete = "file"},
    {.name = open_passphrase,
     .value = "FILE",
     .help = "the passphrase of --key is its first line; default: asked for where it has one",
     .complete = "file"},
    url_option,
    desk_option,
    {.name = engineer_key,
     .value = "KEY",
     .help = "the private key of who asks; default: engineer.key of the desk",
     .complete = "file"},
    certificate_option,
    {.name = passphrase_option.name,
     .value = passphrase_option.value,
     .help = "the passphrase of the engineer's key is its first line; default: asked for",
     .complete = passphrase_option.complete},
};

}  // namespace

const Command fetch_command{
    .name = "fetch",
    .summary = "get a bundle from the desk's server",
    .description =
        "Gets a bundle by its id or that of the request it answers (or the beginning of either), "
        "checks it against the list's SHA-256, "
        "then verifies it as verify does: only then has it its name. What was cut off stays as "
        "NAME.part, and the next fetch goes on with it. A server that is away is asked again for "
        "some minutes.",
    .example =
        "safr-desk fetch 01a20a46 --desk /srv/desk\n"
        "safr-desk fetch 01a20a46 --out cases --open --key /srv/desk/recipient.key --desk "
        "/srv/desk",
    .options = options,
    .positional = {.name = "ID", .least = 1, .most = 1},
    .run = run_fetch};

}  // namespace diag::desk
