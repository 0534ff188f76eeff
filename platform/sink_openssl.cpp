// SPDX-License-Identifier: Apache-2.0
#include "platform/sink_openssl.hpp"

#include <openssl/err.h>

namespace diag::openssl {
namespace {

int write_to_sink(BIO* bio, const char* bytes, std::size_t length, std::size_t* written) {
    auto& state = *static_cast<SinkState*>(BIO_get_data(bio));
    if (!state.outcome) return 0;
    state.outcome = state.sink({bytes, length});
    *written = length;
    return state.outcome ? 1 : 0;
}

long control_sink(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

const BIO_METHOD* sink_method() {
    static const auto* method = [] {
        auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "sink");
        BIO_meth_set_write_ex(made, write_to_sink);
        BIO_meth_set_ctrl(made, control_sink);
        return made;
    }();
    return method;
}

}  // namespace

bool on_p256(EVP_PKEY* key) {
    char group[32] = {};
    return key && EVP_PKEY_is_a(key, "EC") &&
           EVP_PKEY_get_utf8_string_param(key, "group", group, sizeof group, nullptr) == 1 &&
           std::string_view(group) == "prime256v1";
}

Error failure(Fault fault, std::string_view what) {
    const auto code = ERR_peek_last_error();
    const char* reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
    ERR_clear_error();
    return Error{fault, std::string(what) + (reason ? std::string(": ") + reason : std::string())};
}

Bio reading(std::string_view bytes) {
    return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

std::string text_of(BIO* memory) {
    char* bytes = nullptr;
    const long length = BIO_get_mem_data(memory, &bytes);
    return length > 0 ? std::string(bytes, static_cast<std::size_t>(length)) : std::string();
}

Bio writing_to(SinkState& state) {
    Bio bio(BIO_new(sink_method()));
    BIO_set_data(bio.get(), &state);
    BIO_set_init(bio.get(), 1);
    return bio;
}

}  // namespace diag::openssl
