// SPDX-License-Identifier: Apache-2.0
#include "desk/shelf.hpp"
#include "platform/digest.hpp"
#include "platform/durable.hpp"
#include "platform/files.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;

class Folder final : public Shelf {
public:
    explicit Folder(fs::path directory) : directory_(std::move(directory)) {}

    Result<> put(const std::string& agent, const std::string& bundle,
                 const fs::path& whole) override {
        const auto place = place_of(agent, bundle);
        if (const auto ours = own_directory(directory_); !ours) return ours;
        if (const auto ours = own_directory(place.parent_path()); !ours) return ours;
        if (const auto kept = sync_directory(directory_); !kept) return kept;
        return move_file(whole, place);
    }

    bool has(const std::string& agent, const std::string& bundle) const override {
        std::error_code unknown;
        return fs::exists(place_of(agent, bundle), unknown);
    }

    Result<fs::path> file(const std::string& agent, const std::string& bundle) const override {
        if (has(agent, bundle)) return place_of(agent, bundle);
        return Error{Fault::absent, "bundle " + bundle + " of " + agent + " is not on the shelf"};
    }

private:
    fs::path place_of(const std::string& agent, const std::string& bundle) const {
        return directory_ / folder_of(agent) / (bundle + ".safrdiag");
    }

    fs::path directory_;
};

}  // namespace

std::unique_ptr<Shelf> folder_shelf(fs::path directory) {
    return std::make_unique<Folder>(std::move(directory));
}

std::string folder_of(const std::string& name) {
    const bool harmless =
        !name.empty() && name.size() <= 64 && name.front() != '.' &&
        name.find_first_not_of(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
            std::string::npos;
    return harmless ? name : sha256_hex(name);
}

}  // namespace diag::desk
