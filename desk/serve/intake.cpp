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
/// Who announced an upload and sent nothing of it holds no room for long.
constexpr std::chrono::hours empty_life{1};
constexpr const char* altered = "the bytes that came are not those announced";

/// The bundle is at fault, and not this machine.
bool is_its_fault(const Error& error) {
    return error.fault == Fault::malformed || error.fault == Fault::unsupported ||
           error.fault == Fault::refused;
}

/// Where it lies here is no business of who sent it.
std::string without_place(std::string what, const fs::path& part) {
    const auto place = part.native() + ": ";
    return what.starts_with(place) ? what.substr(place.size()) : what;
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

Result<Bundle> Intake::prove(const Upload& upload, const fs::path& part) {
    const auto agent = office_.store.fleet->agent(upload.agent);
    if (!agent) return agent.error();
    const auto verified = exchange::verify_bundle(part, {});
    if (!verified && is_its_fault(verified.error()))
        return Error{Fault::refused,
                     "that is no whole bundle: " + without_place(verified.error().what, part)};
    if (!verified) return verified.error();
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

/// Of each agent one, the last: enough to see why, and no way to fill the disk.
Error Intake::set_aside(const Upload& upload, const fs::path& part, const Error& why) {
    const auto refused = office_.home.file("refused");
    std::error_code ignored;
    if (own_directory(refused))
        fs::rename(part, refused / (folder_of(upload.agent) + ".safrdiag"), ignored);
    log::warning("a bundle of " + upload.agent + " is refused: " + why.what);
    if (const auto dropped = drop_now(upload); !dropped) return dropped.error();
    return why;
}

std::shared_ptr<std::mutex> Intake::turn_of(const std::string& upload) {
    const std::lock_guard hold(mutex_);
    std::erase_if(turns_, [](const auto& each) { return each.second.expired(); });
    auto turn = turns_[upload].lock();
    if (!turn) turns_[upload] = turn = std::make_shared<std::mutex>();
    return turn;
}

Result<Bundle> Intake::settle(const Upload& upload) {
    const auto turn = turn_of(upload.id);
    const std::lock_guard hold(*turn);
    const auto still = office_.store.receipts->upload(upload.id);
    if (still) return settle_now(*still);
    // Somebody else was quicker.
    const auto here = office_.store.bundles->bundle(upload.bundle, upload.agent);
    if (here && here->sha256 == upload.sha256) return here;
    return still.error();
}

Result<Bundle> Intake::settle_now(const Upload& upload) {
    const auto part = incoming_file(office_.home, upload.id);
    std::error_code ignored;
    const bool moved = !fs::exists(part, ignored) && office_.shelf.has(upload.agent, upload.bundle);
    const auto file =
        moved ? office_.shelf.file(upload.agent, upload.bundle) : Result<fs::path>(part);
    if (!file) return file.error();
    const auto digest = digest_of_file(*file);
    if (!digest) return digest.error();
    if (*digest != upload.sha256) {
        if (const auto dropped = drop_now(upload); !dropped) return dropped.error();
        return Error{Fault::malformed, altered};
    }
    auto bundle = prove(upload, *file);
    if (!bundle && bundle.error().fault == Fault::refused)
        return set_aside(upload, *file, bundle.error());
    if (!bundle) return bundle;
    if (!moved)
        if (const auto put = office_.shelf.put(upload.agent, upload.bundle, part); !put)
            return put.error();
    if (const auto known = office_.store.bundles->arrived(*bundle, upload.id); !known)
        return known.error();
    board_.coming(upload.agent, upload.bundle);
    log::detail("bundle " + upload.bundle + " of " + upload.agent + " is here");
    return bundle;
}

Result<> Intake::drop(const Upload& upload) {
    const auto turn = turn_of(upload.id);
    const std::lock_guard hold(*turn);
    return drop_now(upload);
}

Result<> Intake::drop_now(const Upload& upload) {
    std::error_code ignored;
    fs::remove(incoming_file(office_.home, upload.id), ignored);
    return office_.store.receipts->drop(upload.id);
}

void Intake::tidy() {
    const auto uploads = office_.store.receipts->uploads({});
    if (!uploads) return log::error(uploads.error().what);
    for (const auto& upload : *uploads) tidy_upload(upload);
    tidy_parts();
}

void Intake::tidy_upload(const Upload& upload) {
    const auto now = office_.clock.now();
    const auto size = received(office_.home, upload);
    const bool whole =
        size == upload.size || (size == 0 && office_.shelf.has(upload.agent, upload.bundle));
    if (whole) {
        if (const auto settled = settle(upload); !settled) log::warning(settled.error().what);
    } else if (now - upload.touched > upload_life ||
               (size == 0 && now - upload.begun > empty_life)) {
        if (const auto dropped = drop(upload); !dropped) log::warning(dropped.error().what);
    }
}

void Intake::tidy_parts() {
    const auto incoming = office_.home.file("incoming");
    const auto parts = system_files().list(incoming, most_parts);
    if (!parts) return;
    for (const auto& part : *parts) {
        // Asked just before it goes: an upload may have begun meanwhile.
        const auto known = office_.store.receipts->upload(fs::path(part).stem().native());
        std::error_code ignored;
        if (!known && known.error().fault == Fault::absent) fs::remove(incoming / part, ignored);
    }
}

}  // namespace diag::desk
