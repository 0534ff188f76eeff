// SPDX-License-Identifier: Apache-2.0
#include "desk/serve/intake.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "agent/exchange/bundle_reader.hpp"
#include "platform/descriptor.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t block = 256 << 10;
constexpr std::size_t most_parts = 100'000;

Result<> sync_directory(const fs::path& directory) {
    const Descriptor open{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!open || ::fsync(open.get()) != 0) return from_errno(errno, directory.native());
    return {};
}

fs::path bundle_file(const Home& home, const std::string& agent, const std::string& bundle) {
    return home.file("bundles") / folder_of(agent) / (bundle + ".safrdiag");
}

}  // namespace

Result<std::string> digest_of_file(const fs::path& file) {
    const Descriptor open{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (!open) return from_errno(errno, file.native());
    Sha256 digest;
    const auto bytes = std::make_unique<char[]>(block);
    for (;;) {
        const auto got = ::read(open.get(), bytes.get(), block);
        if (got < 0) return from_errno(errno, file.native());
        if (got == 0) return digest.finish_hex();
        digest.update({bytes.get(), static_cast<std::size_t>(got)});
    }
}

fs::path Intake::file_of(const Bundle& bundle) const {
    return bundle_file(office_.home, bundle.agent, bundle.id);
}

Result<Bundle> Intake::prove(const Upload& upload, const fs::path& part) {
    const auto agent = office_.store.fleet->agent(upload.agent);
    if (!agent) return agent.error();
    const auto verified = exchange::verify_bundle(part, {});
    if (!verified)
        return Error{Fault::refused, "that is no whole bundle: " + verified.error().what};
    if (verified->signature.signer.key_fingerprint() != agent->key)
        return Error{Fault::refused, "the bundle was signed by another agent"};
    if (verified->manifest.bundle_id != upload.bundle)
        return Error{Fault::refused, "the bundle has another id than was announced"};
    return Bundle{.id = upload.bundle,
                  .agent = upload.agent,
                  .site = agent->site,
                  .case_number = printable(verified->manifest.case_number),
                  .request = {},
                  .sha256 = upload.sha256,
                  .bytes = upload.size,
                  .arrived = office_.clock.now(),
                  .signed_at = verified->signature.signed_at};
}

Result<> Intake::put_away(const Upload& upload, const fs::path& part) {
    const auto place = bundle_file(office_.home, upload.agent, upload.bundle);
    if (const auto ours = own_directory(office_.home.file("bundles")); !ours) return ours;
    if (const auto ours = own_directory(place.parent_path()); !ours) return ours;
    if (::rename(part.c_str(), place.c_str()) != 0) return from_errno(errno, place.native());
    return sync_directory(place.parent_path());
}

/// Of each agent one, the last: enough to see why, and no way to fill the disk.
Error Intake::set_aside(const Upload& upload, const fs::path& part, const Error& why) {
    const auto refused = office_.home.file("refused");
    std::error_code ignored;
    if (own_directory(refused))
        fs::rename(part, refused / (folder_of(upload.agent) + ".safrdiag"), ignored);
    log::warning("a bundle of " + upload.agent + " is refused: " + why.what);
    if (const auto dropped = drop(upload); !dropped) return dropped.error();
    return why;
}

Result<Bundle> Intake::settle(const Upload& upload) {
    const auto part = incoming_file(office_.home, upload.id);
    const auto place = bundle_file(office_.home, upload.agent, upload.bundle);
    std::error_code ignored;
    const bool moved = !fs::exists(part, ignored) && fs::exists(place, ignored);
    const auto& file = moved ? place : part;
    const auto digest = digest_of_file(file);
    if (!digest) return digest.error();
    if (*digest != upload.sha256) {
        if (const auto dropped = drop(upload); !dropped) return dropped.error();
        return Error{Fault::io, "the bytes that came are not those announced"};
    }
    auto bundle = prove(upload, file);
    if (!bundle && bundle.error().fault == Fault::refused)
        return set_aside(upload, file, bundle.error());
    if (!bundle) return bundle;
    if (!moved)
        if (const auto put = put_away(upload, part); !put) return put.error();
    if (const auto known = office_.store.bundles->arrived(*bundle, upload.id); !known)
        return known.error();
    board_.coming(upload.agent, upload.bundle);
    log::detail("bundle " + upload.bundle + " of " + upload.agent + " is here");
    return bundle;
}

Result<> Intake::drop(const Upload& upload) {
    std::error_code ignored;
    fs::remove(incoming_file(office_.home, upload.id), ignored);
    return office_.store.receipts->drop(upload.id);
}

void Intake::tidy() {
    const auto uploads = office_.store.receipts->uploads({});
    if (!uploads) return log::error(uploads.error().what);
    const auto now = office_.clock.now();
    std::vector<std::string> known;
    for (const auto& upload : *uploads) {
        const auto size = received(office_.home, upload);
        std::error_code ignored;
        const bool whole =
            size == upload.size ||
            (size == 0 &&
             fs::exists(bundle_file(office_.home, upload.agent, upload.bundle), ignored));
        if (whole) {
            static_cast<void>(settle(upload));
        } else if (now - upload.touched > upload_life) {
            static_cast<void>(drop(upload));
        }
        known.push_back(upload.id + ".part");
    }
    const auto parts = system_files().list(office_.home.file("incoming"), most_parts);
    if (!parts) return;
    for (const auto& part : *parts) {
        std::error_code ignored;
        if (std::ranges::find(known, part) == known.end())
            fs::remove(office_.home.file("incoming") / part, ignored);
    }
}

}  // namespace diag::desk
