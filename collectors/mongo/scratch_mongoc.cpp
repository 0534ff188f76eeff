// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>

#include "collectors/mongo/ask.hpp"
#include "collectors/mongo/mongoc.hpp"
#include "collectors/mongo/scratch.hpp"
#include "platform/digest.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

constexpr std::size_t longest_words = 300;

using Collection = std::unique_ptr<mongoc_collection_t, Freed<&Library::mongoc_collection_destroy>>;

using Batch =
    std::unique_ptr<mongoc_bulk_operation_t, Freed<&Library::mongoc_bulk_operation_destroy>>;

bool read_json(std::string_view text, Bson& into, bson_error_t& error) {
    return loaded().bson_init_from_json(&into.document, text.data(),
                                        static_cast<ssize_t>(text.size()), &error);
}

/// A server quotes the value of a key that is there twice, which is the customer's: without it.
std::string words_from(std::string_view text) {
    const auto key = text.find(" dup key:");
    return printable(text.substr(0, std::min(key, longest_words)));
}

/// `waited`: the patience ran out. The library says "socket error or timeout" for either.
Error error_from(const bson_error_t& error, bool waited) {
    const std::string_view said(error.message);
    const bool timed_out = waited || said.find("timeout expired") != said.npos;
    return {timed_out ? Fault::timed_out : Fault::io, words_from(said)};
}

Result<std::string> json_of(const bson_t& document) {
    const JsonText text(loaded().bson_as_relaxed_extended_json(&document, nullptr));
    if (!text) return Error{Fault::malformed, "the answer is no well-formed BSON"};
    return std::string(text.get());
}

/// A path as the host of a connection string.
std::string as_host(std::string_view path) {
    std::string host;
    for (const unsigned char letter : path)
        if (std::isalnum(letter) || letter == '-' || letter == '_' || letter == '.')
            host += static_cast<char>(letter);
        else
            host += "%" + hex({&letter, 1});
    return host;
}

Uri uri_of(const std::string& socket, milliseconds patience) {
    Uri uri(loaded().mongoc_uri_new(("mongodb://" + as_host(socket) + "/").c_str()));
    if (!uri) return uri;
    const auto span = static_cast<std::int32_t>(patience.count());
    loaded().mongoc_uri_set_option_as_bool(uri.get(), MONGOC_URI_DIRECTCONNECTION, true);
    for (const char* name : {MONGOC_URI_CONNECTTIMEOUTMS, MONGOC_URI_SOCKETTIMEOUTMS,
                             MONGOC_URI_SERVERSELECTIONTIMEOUTMS})
        loaded().mongoc_uri_set_option_as_int32(uri.get(), name, span);
    for (const char* name : {MONGOC_URI_RETRYREADS, MONGOC_URI_RETRYWRITES})
        loaded().mongoc_uri_set_option_as_bool(uri.get(), name, false);
    return uri;
}

/// Whether a server's error is about the server and not about what it was given: it goes down, or
/// its disk is full (error_codes.yml of the server).
bool is_own_trouble(std::int64_t code) {
    constexpr std::array<std::int64_t, 4> codes{91, 11600, 11602, 14031};
    return std::ranges::find(codes, code) != codes.end();
}

/// From the library's answer about a batch: who was refused is an answer, a lost line is not.
Result<Inserted> inserted_from(const bson_t& reply, std::size_t wanted, const bson_error_t& error,
                               bool waited) {
    if (error.domain != MONGOC_ERROR_SERVER) return error_from(error, waited);
    if (is_own_trouble(error.code)) return Error{Fault::full, words_from(error.message)};
    const auto text = json_of(reply);
    if (!text) return text.error();
    const auto document = json::parse(*text);
    if (!document) return document.error();
    Inserted inserted{.count = 0, .refusal = words_from(error.message)};
    const auto& errors = json::list_at(*document, "writeErrors");
    if (errors.empty()) return inserted;
    const auto count = json::integer_at(*document, "nInserted").value_or(0);
    inserted.count = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(count), 0, wanted);
    if (const auto first = json::text_at(errors.front(), "errmsg"))
        inserted.refusal = words_from(*first);
    return inserted;
}

}  // namespace

struct ScratchDatabase::Link {
    mongo::Client client;
    milliseconds patience{};

    bool waited_since(milliseconds start) const {
        return (system_clock().uptime() - start) * 10 >= patience * 9;
    }
    /// Runs a command; the answer is in `reply`.
    Result<> run(const std::string& database, const bson_t& command, Bson& reply) {
        bson_error_t error{};
        bson_t answer;
        const auto start = system_clock().uptime();
        const bool done = loaded().mongoc_client_command_simple(client.get(), database.c_str(),
                                                                &command, nullptr, &answer, &error);
        loaded().bson_steal(&reply.document, &answer);
        const bool answered = error.domain == MONGOC_ERROR_SERVER;
        if (answered && is_own_trouble(error.code))
            return Error{Fault::full, words_from(error.message)};
        if (done || answered) return {};
        return error_from(error, waited_since(start));
    }
};

ScratchDatabase::ScratchDatabase(std::unique_ptr<Link> link) : link_(std::move(link)) {}
ScratchDatabase::ScratchDatabase(ScratchDatabase&&) noexcept = default;
ScratchDatabase& ScratchDatabase::operator=(ScratchDatabase&&) noexcept = default;
ScratchDatabase::~ScratchDatabase() = default;

Result<ScratchDatabase> ScratchDatabase::at(const std::string& socket, const std::string& data,
                                            milliseconds patience) {
    if (const auto there = ready(); !there) return there.error();
    const auto uri = uri_of(socket, patience);
    if (!uri) return Error{Fault::unsupported, "libmongoc takes no such socket: " + socket};
    auto link = std::make_unique<Link>();
    link->client.reset(loaded().mongoc_client_new_from_uri(uri.get()));
    if (!link->client) return Error{Fault::unsupported, "libmongoc refuses these settings"};
    link->patience = patience;
    loaded().mongoc_client_set_appname(link->client.get(), "safr-diag");
    loaded().mongoc_client_set_error_api(link->client.get(), MONGOC_ERROR_API_VERSION_2);
    ScratchDatabase database(std::move(link));
    const auto told = database.ask("admin", R"({"getCmdLineOpts": 1})");
    if (!told) return told.error();
    const auto options = json::parse(*told);
    if (!options) return options.error();
    if (json::text_at(*options, "parsed.storage.dbPath") != data)
        return Error{Fault::refused, socket + " is another server's: nothing was written to it"};
    return database;
}

Result<std::string> ScratchDatabase::ask(const std::string& database, std::string_view command) {
    bson_error_t error{};
    Bson asked;
    if (!read_json(command, asked, error))
        return Error{Fault::malformed, "not a command: " + words_from(error.message)};
    Bson reply;
    if (const auto ran = link_->run(database, asked.document, reply); !ran) return ran.error();
    return json_of(reply.document);
}

Result<std::string> ScratchDatabase::ask_bson(const std::string& database,
                                              std::string_view command) {
    bson_t asked;
    if (!loaded().bson_init_static(&asked, reinterpret_cast<const std::uint8_t*>(command.data()),
                                   command.size()))
        return Error{Fault::bug, "not a command"};
    Bson reply;
    if (const auto ran = link_->run(database, asked, reply); !ran) return ran.error();
    return std::string(reinterpret_cast<const char*>(loaded().bson_get_data(&reply.document)),
                       reply.document.len);
}

Result<Inserted> ScratchDatabase::insert(const std::string& database, const std::string& collection,
                                         const std::vector<std::string_view>& documents) {
    bson_error_t error{};
    Bson unordered;
    Bson as_it_is;
    // Old drivers wrote texts that are no UTF-8; the library would refuse what the server takes.
    if (!read_json(R"({"ordered": false})", unordered, error) ||
        !read_json(R"({"validate": false})", as_it_is, error))
        return Error{Fault::bug, words_from(error.message)};
    const Collection target(loaded().mongoc_client_get_collection(
        link_->client.get(), database.c_str(), collection.c_str()));
    if (!target) return Error{Fault::malformed, "no name of a collection"};
    const Batch batch(loaded().mongoc_collection_create_bulk_operation_with_opts(
        target.get(), &unordered.document));
    for (const auto bytes : documents) {
        bson_t document;
        if (!loaded().bson_init_static(
                &document, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()))
            return Error{Fault::bug, "not a document"};
        if (!loaded().mongoc_bulk_operation_insert_with_opts(batch.get(), &document,
                                                             &as_it_is.document, &error))
            return Error{Fault::bug, words_from(error.message)};
    }
    bson_t answer;
    const auto start = system_clock().uptime();
    const bool done = loaded().mongoc_bulk_operation_execute(batch.get(), &answer, &error) != 0;
    Bson reply;
    loaded().bson_steal(&reply.document, &answer);
    if (done) return Inserted{.count = documents.size(), .refusal = {}};
    return inserted_from(reply.document, documents.size(), error, link_->waited_since(start));
}

}  // namespace diag::mongo
