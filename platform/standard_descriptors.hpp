// SPDX-License-Identifier: Apache-2.0
// Standard input, output and error are there, whoever started us.
#pragma once

namespace diag {

/// Opens /dev/null for each of the descriptors 0, 1 and 2 that is closed. Otherwise the next file
/// opened would take its number, and what is said on standard error would land in it. To be called
/// before anything else; ends the program where even that cannot be done.
void secure_standard_descriptors();

}  // namespace diag
