// SPDX-License-Identifier: Apache-2.0
// A directory of a test's own, gone when the test is.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace diag::test {

class Scratch {
public:
    Scratch() : Scratch(std::filesystem::temp_directory_path()) {}
    explicit Scratch(const std::filesystem::path& parent) {
        std::string name = (parent / "diag-test-XXXXXX").native();
        path_ = ::mkdtemp(name.data()) ? name : std::string{};
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }

    std::filesystem::path file(const std::string& name, std::string_view text) const {
        const auto target = path_ / name;
        std::filesystem::create_directories(target.parent_path());
        std::ofstream(target, std::ios::binary) << text;
        return target;
    }

private:
    std::filesystem::path path_;
};

}  // namespace diag::test
