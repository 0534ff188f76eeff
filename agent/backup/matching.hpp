// SPDX-License-Identifier: Apache-2.0
// Both sides of the question whether the images of the records are in a backup: names of objects,
// and a sample of what records hold. How SAFR's records name their images is not documented, so
// every field is asked whether its values are names of objects.
#pragma once

#include <map>
#include <random>

#include "agent/backup/contents.hpp"
#include "agent/backup/names.hpp"
#include "agent/backup/sample.hpp"

namespace diag::backup {

class Matching {
public:
    static constexpr std::size_t most_samples = 64;  ///< collections

    /// Keeps 8 bytes for each of at most `most_names`.
    explicit Matching(std::size_t most_names);

    /// An object of that path in the backup. Metadata of objects is none (safr-facts 2.2).
    void see_object(std::string_view path);

    /// A checked document of the collection.
    void see_document(const Namespace& name, std::string_view document);

    /// After the pass.
    References references();

private:
    void add(std::string_view name);

    NameDigest digest_;
    NameSet objects_;
    std::map<Namespace, Sample> samples_;
    std::mt19937_64 chance_;
};

}  // namespace diag::backup
