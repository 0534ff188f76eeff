// SPDX-License-Identifier: Apache-2.0
// The two halves of checking a bundle, for those who read on afterwards.
#pragma once

#include "agent/exchange/bundle_reader.hpp"
#include "agent/exchange/envelope.hpp"

namespace diag::exchange {

/// `error`, its sentence beginning with the file's name.
Error about(const std::filesystem::path& file, const Error& error);

/// Signature and manifest; `envelope` then stands before the first volume.
Result<Verified> verify_manifest(Envelope& envelope, const std::filesystem::path& file,
                                 const std::optional<Certificate>& agent);

/// Every volume against the manifest, and that nothing follows.
Result<> verify_volumes(Envelope& envelope, const std::filesystem::path& file,
                        const Manifest& manifest, const BytesSeen& progress);

/// What the volume's tar header must say.
TarEntry volume_entry(const Volume& volume, const Manifest& manifest);

}  // namespace diag::exchange
