// SPDX-License-Identifier: Apache-2.0
#define DOCTEST_CONFIG_IMPLEMENT
#include "tests/main.hpp"

#include <doctest/doctest.h>

#include <string_view>

namespace diag::test {

int (*act_as_worker)() = nullptr;

}  // namespace diag::test

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == "worker" && diag::test::act_as_worker)
        return diag::test::act_as_worker();
    return doctest::Context(argc, argv).run();
}
