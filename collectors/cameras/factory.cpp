// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/factory.hpp"

namespace diag::cameras {
namespace {

constexpr std::size_t file_limit = 8 << 20;
constexpr milliseconds path_patience{2000};
constexpr milliseconds brief_path_patience{500};

}  // namespace

std::vector<FactoryFile> factory_files(const Scope& scope) {
    std::vector<FactoryFile> files;
    for (const auto* name : {"virgo-factory.conf", "virgo-factory.config"}) {
        files.push_back({std::string("/etc/") + name, true});
        files.push_back({scope.data_root + "/virgo/" + name, false});
        files.push_back({scope.data_root + "/" + name, false});
        if (scope.program_root != scope.data_root)
            files.push_back({scope.program_root + "/virgo/" + name, false});
    }
    return files;
}

Result<json::value> read_factory(World& world, const FactoryFile& file) {
    const auto text =
        file.local ? world.files.read(file.path, file_limit)
                   : world.paths.read(file.path, file_limit,
                                      world.scope.brief ? brief_path_patience : path_patience);
    if (!text) return text.error();
    return json::parse(*text);
}

}  // namespace diag::cameras
