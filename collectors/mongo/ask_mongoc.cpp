// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "collectors/mongo/ask.hpp"
#include "collectors/mongo/mongoc.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

constexpr std::size_t hello_limit = 256 << 10;
constexpr std::size_t longest_words = 300;
constexpr std::int64_t command_not_found = 59;  // error_codes.yml of the server

using Preference = std::unique_ptr<mongoc_read_prefs_t, Freed<&Library::mongoc_read_prefs_destroy>>;

std::string without(std::string text, const std::string& secret) {
    if (secret.empty()) return text;
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at))
        text.replace(at, secret.size(), "*");
    return text;
}

/// The library's sentence, bounded and without what must not be told.
std::string words_of(const bson_error_t& error, const Login& login) {
    std::string_view said(error.message);
    // "No suitable servers found (...): [connection refused calling hello on '...']"
    if (const auto open = said.find(": ["); said.starts_with("No suitable") && open != said.npos) {
        said.remove_prefix(open + 3);
        if (said.ends_with(']')) said.remove_suffix(1);
    }
    auto text = printable(said.substr(0, longest_words));
    return without(without(std::move(text), login.password), login.user);
}

bool says(std::string_view text, std::string_view words) {
    return text.find(words) != std::string_view::npos;
}

struct Meaning {
    std::string_view words;
    Fault fault;
};

// Parts of the sentences libmongoc 1.23 makes, the telling ones first.
constexpr std::array<Meaning, 16> meanings{{
    {"Failed to resolve", Fault::absent},
    {"connection refused", Fault::refused},
    {"Connection refused", Fault::refused},
    {"No route to host", Fault::absent},
    {"Network is unreachable", Fault::absent},
    {"requires at least", Fault::unsupported},
    {"timeout", Fault::timed_out},
    {"Message size", Fault::full},
    {"exceeds the max", Fault::full},
    {"message length", Fault::full},
    {"corrupt", Fault::malformed},
    {"Invalid reply", Fault::malformed},
    {"invalid reply", Fault::malformed},
    {"malformed", Fault::malformed},
    {"connection closed", Fault::io},
    {"connection error", Fault::io},
}};

/// `waited`: the patience ran out. The library says "socket error or timeout" for either.
Error error_from(const bson_error_t& error, const Login& login, bool waited) {
    auto text = words_of(error, login);
    if (says(text, "socket error or timeout"))
        return waited ? Error{Fault::timed_out, std::move(text)}
                      : Error{Fault::io, std::move(text)};
    if (error.domain == MONGOC_ERROR_CLIENT && error.code == MONGOC_ERROR_CLIENT_AUTHENTICATE)
        return Error{Fault::denied, std::move(text)};
    // Without ICU, as in a static program, it cannot tell which spelling of a letter is meant.
    if (says(text, "SASLPrep"))
        return Error{Fault::unsupported,
                     "the password has letters beyond ASCII, which this program cannot send"};
    if (error.domain == MONGOC_ERROR_SCRAM) return Error{Fault::denied, std::move(text)};
    if (says(text, "TLS handshake") || says(text, "certificate"))
        return Error{Fault::io, std::string(no_tls) + text};
    for (const auto& [words, fault] : meanings)
        if (says(text, words)) return Error{fault, std::move(text)};
    if (error.domain == MONGOC_ERROR_PROTOCOL || error.domain == MONGOC_ERROR_BSON)
        return Error{Fault::malformed, std::move(text)};
    return Error{Fault::io, std::move(text)};
}

Uri uri_of(const Peer& peer, const Login* login, milliseconds patience) {
    const bool bare_v6 = peer.host.find(':') != std::string::npos && !peer.host.starts_with('[');
    const auto host = bare_v6 ? "[" + peer.host + "]" : peer.host;
    Uri uri(loaded().mongoc_uri_new_for_host_port(host.c_str(), peer.port));
    if (!uri) return uri;
    const auto span = static_cast<std::int32_t>(patience.count());
    loaded().mongoc_uri_set_option_as_bool(uri.get(), MONGOC_URI_DIRECTCONNECTION, true);
    for (const char* name : {MONGOC_URI_CONNECTTIMEOUTMS, MONGOC_URI_SOCKETTIMEOUTMS,
                             MONGOC_URI_SERVERSELECTIONTIMEOUTMS})
        loaded().mongoc_uri_set_option_as_int32(uri.get(), name, span);
    loaded().mongoc_uri_set_option_as_bool(uri.get(), MONGOC_URI_RETRYREADS, false);
    if (peer.tls) loaded().mongoc_uri_set_option_as_bool(uri.get(), MONGOC_URI_TLS, true);
    if (login) {
        loaded().mongoc_uri_set_username(uri.get(), login->user.c_str());
        loaded().mongoc_uri_set_password(uri.get(), login->password.c_str());
        const auto& home = login->database;
        loaded().mongoc_uri_set_auth_source(uri.get(), home.empty() ? "admin" : home.c_str());
        if (login->sha256_only) loaded().mongoc_uri_set_auth_mechanism(uri.get(), "SCRAM-SHA-256");
    }
    return uri;
}

Result<std::string> text_of(const bson_t& reply, std::size_t limit) {
    if (reply.len > limit)
        return Error{Fault::full, "the answer has " + bytes_text(reply.len) + ", more than " +
                                      bytes_text(limit)};
    Bson kept;
    loaded().bson_copy_to_excluding_noinit(&reply, &kept.document, "$clusterTime", "$gleStats",
                                           nullptr);
    const JsonText text(loaded().bson_as_relaxed_extended_json(&kept.document, nullptr));
    if (!text) return Error{Fault::malformed, "the answer is no well-formed BSON"};
    return std::string(text.get());
}

}  // namespace

Result<> ready() {
    const auto& missing = loaded().missing;
    return missing.empty() ? Result<>{} : Result<>{Error{Fault::unsupported, missing}};
}

struct Conversation::Client {
    mongo::Client client;
    Login login;
    milliseconds patience{};
};

Conversation::Conversation(std::unique_ptr<Client> client) : client_(std::move(client)) {}
Conversation::Conversation(Conversation&&) noexcept = default;
Conversation& Conversation::operator=(Conversation&&) noexcept = default;
Conversation::~Conversation() = default;

Result<Conversation> Conversation::with(const Peer& peer, const Login* login,
                                        milliseconds patience) {
    if (const auto there = ready(); !there) return there.error();
    const auto uri = uri_of(peer, login, patience);
    if (!uri) return Error{Fault::absent, "not a host name: " + printable(peer.host)};
    auto held = std::make_unique<Client>();
    held->client.reset(loaded().mongoc_client_new_from_uri(uri.get()));
    if (!held->client) return Error{Fault::unsupported, "libmongoc refuses these settings"};
    if (login) held->login = *login;
    held->patience = patience;
    loaded().mongoc_client_set_appname(held->client.get(), "safr-diag");
    loaded().mongoc_client_set_error_api(held->client.get(), MONGOC_ERROR_API_VERSION_2);
    if (peer.tls) {
        mongoc_ssl_opt_t tls{};
        tls.ca_file = peer.ca_file.empty() ? nullptr : peer.ca_file.c_str();
        tls.weak_cert_validation = peer.ca_file.empty();
        tls.allow_invalid_hostname = peer.ca_file.empty() || peer.any_name;
        loaded().mongoc_client_set_ssl_opts(held->client.get(), &tls);
    }
    return Conversation(std::move(held));
}

Result<std::string> Conversation::ask(std::string_view database, std::string_view command,
                                      std::size_t limit) {
    bson_error_t error{};
    Bson asked;
    if (!loaded().bson_init_from_json(&asked.document, command.data(),
                                      static_cast<ssize_t>(command.size()), &error))
        return Error{Fault::bug, "not a command: " + std::string(command)};
    // A secondary answers a find only if told that any member will do.
    const Preference any(loaded().mongoc_read_prefs_new(MONGOC_READ_SECONDARY_PREFERRED));
    bson_t reply;
    const auto start = system_clock().uptime();
    const bool done =
        loaded().mongoc_client_command_simple(client_->client.get(), std::string(database).c_str(),
                                              &asked.document, any.get(), &reply, &error);
    Bson holder;
    loaded().bson_steal(&holder.document, &reply);
    const bool answered = done || error.domain == MONGOC_ERROR_SERVER;
    if (!answered) {
        const auto waited = system_clock().uptime() - start;
        return error_from(error, client_->login, waited * 10 >= client_->patience * 9);
    }
    return text_of(holder.document, limit);
}

Result<std::string> hello(Conversation& conversation) {
    auto answer = conversation.ask("admin", R"({"hello": 1})", hello_limit);
    if (!answer) return answer;
    const auto document = json::parse(*answer);
    if (document && json::integer_at(*document, "code") == command_not_found)
        return conversation.ask("admin", R"({"isMaster": 1})", hello_limit);
    return answer;
}

Result<std::string> ask_either_way(const std::string& host, std::uint16_t port,
                                   milliseconds patience, const Inquiry& inquiry) {
    Result<std::string> first = Error{Fault::bug, "not asked"};
    for (const bool tls : {false, true}) {
        auto conversation = Conversation::with(
            {.host = host, .port = port, .tls = tls, .ca_file = {}, .any_name = true}, nullptr,
            patience);
        if (!conversation) return conversation.error();
        auto answer = inquiry(*conversation);
        if (answer) return answer;
        if (!tls) first = answer.error();
        if (answer.error().fault != Fault::io) break;
    }
    return first;
}

Result<std::string> hello(const std::string& host, std::uint16_t port, milliseconds patience) {
    return ask_either_way(host, port, patience,
                          [](Conversation& conversation) { return hello(conversation); });
}

}  // namespace diag::mongo
