// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace diag::test {

/// Set by tests whose code under test starts this very program as a worker.
extern int (*act_as_worker)();

}  // namespace diag::test
