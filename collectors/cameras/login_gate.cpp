// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/login_gate.hpp"

#include <algorithm>

namespace diag::cameras {

LoginGate::Answer LoginGate::ask(const Login& login) {
    if (bars(login)) return Answer::no;
    if (std::ranges::find(proven_, login) != proven_.end()) return Answer::proven;
    if (asking_) return Answer::wait;
    asking_ = true;
    return Answer::try_it;
}

bool LoginGate::bars(const Login& login) const {
    return refused_ && std::ranges::find(proven_, login) == proven_.end();
}

void LoginGate::settle() {
    asking_ = false;
    ++*changes_;
}

void LoginGate::right(const Login& login) {
    proven_.push_back(login);
    settle();
}

void LoginGate::wrong() {
    refused_ = true;
    settle();
}

void LoginGate::unanswered() {
    if (++unanswered_ >= 2) refused_ = true;
    settle();
}

}  // namespace diag::cameras
