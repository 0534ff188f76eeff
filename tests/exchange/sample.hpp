// SPDX-License-Identifier: Apache-2.0
// A small desk, an agent and bundles between them, for tests.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "agent/exchange/bundle_reader.hpp"
#include "agent/exchange/bundle_writer.hpp"
#include "agent/exchange/tar.hpp"
#include "platform/certificate.hpp"
#include "tests/scratch.hpp"
#include "tests/show.hpp"

namespace diag::test {

struct Keeper {
    Certificate certificate;
    PrivateKey key;
};

/// A certificate signed by itself, valid from `from` to `until` days from now.
Keeper keeper(Role role, int from = -1, int until = 1);

/// Made once a program: keys cost time.
const exchange::Identity& agent();
const Keeper& desk();
const Keeper& second_desk();

std::string gzip(std::string_view text);

struct File {
    std::string path;
    std::string text;
};

/// The file as a member of a tar.
std::string tar_text(const File& file);

/// content.tar.gz of these files and the contents.json that fits; each file a gzip member.
std::string content_of(const std::vector<File>& files);

/// What a small site would send.
const std::vector<File>& small_site();

exchange::Manifest sample_manifest();

/// Writes a bundle into `directory`; requires that it works.
std::filesystem::path bundle(const std::filesystem::path& directory, std::string_view content,
                             std::vector<Certificate> recipients,
                             exchange::BundleLimits limits = {});
std::filesystem::path small_bundle(const std::filesystem::path& directory);

std::string read(const std::filesystem::path& file);
void write(const std::filesystem::path& file, std::string_view bytes);

/// Every name below a directory, files and directories.
std::vector<std::string> names_below(const std::filesystem::path& directory);

}  // namespace diag::test
