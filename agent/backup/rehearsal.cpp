// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/rehearsal.hpp"

namespace diag::backup {
namespace {

struct NoCrossCheck : CrossCheck {
    Rung compare(const std::string&, const Contents&) override {
        return {.level = Level::consistent,
                .standing = Standing::not_told,
                .seen = {"How SAFR's records name their images is not known, so they were not "
                         "compared."}};
    }
};

}  // namespace

CrossCheck& no_cross_check() {
    static NoCrossCheck none;
    return none;
}

}  // namespace diag::backup
