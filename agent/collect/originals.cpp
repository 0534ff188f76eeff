// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/originals.hpp"

namespace diag::collect {

redact::Observer Originals::observer() {
    return [this](std::string_view kind, std::string_view stand_in, std::string_view original) {
        keep(kind, stand_in, original);
    };
}

void Originals::keep(std::string_view kind, std::string_view stand_in, std::string_view original) {
    const std::scoped_lock held(mutex_);
    if (all_.size() < most)
        all_.try_emplace(std::string(stand_in), Original{std::string(kind), std::string(original)});
}

const Originals::Original* Originals::of(std::string_view stand_in) const {
    const auto found = all_.find(stand_in);
    return found == all_.end() ? nullptr : &found->second;
}

}  // namespace diag::collect
