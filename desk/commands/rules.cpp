// SPDX-License-Identifier: Apache-2.0
// Rules for redaction that a desk signs for its sites: a pack, which adds and never lets stay.
#include <filesystem>

#include "agent/rules/packs.hpp"
#include "desk/commands/commands.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/saying.hpp"
#include "desk/commands/signing.hpp"
#include "platform/cms.hpp"
#include "platform/files.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

/// "words.toml" becomes "words.safrrules", beside it.
std::string out_of(const Invocation& invocation, const std::string& file) {
    return invocation.has("--out")
               ? invocation.value("--out")
               : std::filesystem::path(file).replace_extension(".safrrules").native();
}

int told(const Invocation& invocation, const std::string& file, const rules::Pack& pack,
         const Signer& signer) {
    if (invocation.has("--json"))
        return print(json::write_pretty({{"pack", pack.name},
                                         {"version", pack.version},
                                         {"rules", pack.entries.size()},
                                         {"engineer", signer.certificate.name()},
                                         {"file", file}}));
    return print(
        "Version " + std::to_string(pack.version) + " of the pack " + pack.name + ", " +
        std::to_string(pack.entries.size()) + " rules, signed by " + signer.certificate.name() +
        ".\nThe pack's name and version will stand readable in every bundle of each site: anybody "
        "who sees one can read them.\nAt each site: safr-diag rules add FILE\n" +
        file + "\n");
}

int sign(const Invocation& invocation, const std::string& file) {
    const auto now = system_clock().now();
    const auto out = out_of(invocation, file);
    if (const auto free = not_there_yet(out); !free) return failure(free.error());
    const auto text = system_files().read(file, rules::largest_text);
    if (!text) return failure(text.error());
    const auto pack = rules::pack_from(*text, file);
    if (!pack) return failure(pack.error());
    const auto home = desk_asked_for(invocation);
    if (!home) return failure(home.error());
    const auto trust = home->trust();
    if (!trust) return failure(trust.error());
    const auto signer = signer_of(invocation, *home, *trust, now);
    if (!signer) return failure(signer.error());
    const auto document = cms::sign_document(*text, signer->certificate, signer->key);
    if (!document) return failure(document.error());
    // As a site will open it: what it would refuse is not handed out.
    if (const auto opened = rules::opened_pack(*document, *trust, now); !opened)
        return failure(opened.error());
    if (const auto kept = keep_document(out, *document); !kept) return failure(kept.error());
    return told(invocation, out, *pack, *signer);
}

int run_rules(const Invocation& invocation) {
    const auto& words = invocation.positionals();
    if (words.front() != "sign" || words.size() != 2)
        return usage("expected: safr-desk rules sign FILE");
    return sign(invocation, words[1]);
}

constexpr Option options[] = {
    {.name = "--out",
     .value = "FILE",
     .help = "write the pack there; default: FILE with the ending .safrrules",
     .complete = "file"},
    desk_option,
    key_option,
    certificate_option,
    passphrase_option,
};

}  // namespace

const Command rules_command{
    .name = "rules",
    .summary = "sign rules for redaction that sites may add",
    .description =
        "sign makes a pack (*.safrrules) of a TOML file with [pack], [[family]] and [[word]], "
        "signed by an engineer of this desk. Everything is checked before it is signed, as a site "
        "will check it again: patterns have a bound, and a pack lets nothing stay that a site "
        "redacts. Sites take versions that rise only, so raise the version with each change.",
    .example =
        "safr-desk rules sign safr-2026.toml --desk /srv/desk\n"
        "safr-desk rules sign safr-2026.toml --desk /srv/desk --key ada.key --cert ada.pem",
    .options = options,
    .positional = {.name = "WHAT", .least = 1, .most = 2, .complete = "sign"},
    .run = run_rules};

}  // namespace diag::desk
