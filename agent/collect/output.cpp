// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/output.hpp"

#include "platform/interrupt.hpp"

namespace diag::collect {

Output unless_interrupted(Output output) {
    return [output = std::move(output)](std::string_view bytes) -> Result<> {
        if (interrupted()) return Error{Fault::refused, "stopped before it was sealed"};
        return output(bytes);
    };
}

}  // namespace diag::collect
