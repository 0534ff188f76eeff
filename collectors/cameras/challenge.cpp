// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/challenge.hpp"

#include <algorithm>

#include "platform/base64.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::cameras {
namespace {

constexpr std::size_t most_challenges = 16;
constexpr std::size_t longest_value = 1024;

/// Reads tokens, quoted strings and marks from a header's value.
class Words {
public:
    explicit Words(std::string_view text) : rest_(text) {}

    void skip_blanks(bool commas) {
        while (!rest_.empty() &&
               (rest_.front() == ' ' || rest_.front() == '\t' || (commas && rest_.front() == ',')))
            rest_.remove_prefix(1);
    }
    bool done() const { return rest_.empty(); }
    bool take(char mark) {
        if (rest_.empty() || rest_.front() != mark) return false;
        rest_.remove_prefix(1);
        return true;
    }
    std::string_view token() {
        const auto end = std::min(rest_.find_first_of(" \t,=\""), rest_.size());
        const auto word = rest_.substr(0, end);
        rest_.remove_prefix(end);
        return word;
    }
    /// A quoted string without its quotes and escapes, or a token. Base64 in a token may hold '='.
    std::string text() {
        std::string found;
        if (!take('"')) {
            const auto end = std::min(rest_.find_first_of(" \t,"), rest_.size());
            found = rest_.substr(0, end);
            rest_.remove_prefix(end);
        } else {
            while (!rest_.empty() && rest_.front() != '"') {
                if (rest_.front() == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
                found += rest_.front();
                rest_.remove_prefix(1);
            }
            take('"');
        }
        if (found.size() > longest_value) found.resize(longest_value);
        return found;
    }
    void skip_one() {
        if (!rest_.empty()) rest_.remove_prefix(1);
    }

private:
    std::string_view rest_;
};

/// One challenge being read, and whether all of it is something we speak.
struct Draft {
    Challenge challenge;
    bool spoken = true;
    bool names_qop = false;

    void set(const std::string& name, std::string value) {
        if (name == "realm")
            challenge.realm = std::move(value);
        else if (name == "nonce")
            challenge.nonce = std::move(value);
        else if (name == "stale")
            challenge.stale = lowered(value) == "true";
        else if (name == "opaque") {
            challenge.opaque = std::move(value);
            challenge.has_opaque = true;
        } else if (name == "algorithm")
            set_algorithm(lowered(value));
        else if (name == "qop") {
            names_qop = true;
            for (const auto word : parts_of(value, ','))
                if (lowered(trimmed(word)) == "auth") challenge.auth = true;
        }
    }
    void set_algorithm(const std::string& name) {
        challenge.names_algorithm = true;
        if (name == "md5")
            challenge.algorithm = Algorithm::md5;
        else if (name == "md5-sess")
            challenge.algorithm = Algorithm::md5_sess;
        else if (name == "sha-256")
            challenge.algorithm = Algorithm::sha256;
        else if (name == "sha-256-sess")
            challenge.algorithm = Algorithm::sha256_sess;
        else
            spoken = false;
    }
    bool usable() const {
        if (!spoken || challenge.scheme == Scheme::none) return false;
        if (challenge.scheme == Scheme::basic) return true;
        return !challenge.nonce.empty() && (!names_qop || challenge.auth);
    }
};

Scheme scheme_named(const std::string& name) {
    if (name == "digest") return Scheme::digest;
    if (name == "basic") return Scheme::basic;
    return Scheme::none;
}

void read_header(std::string_view header, std::vector<Challenge>& found) {
    Words words(header);
    Draft draft;
    const auto keep = [&] {
        if (draft.usable() && found.size() < most_challenges) found.push_back(draft.challenge);
    };
    for (words.skip_blanks(true); !words.done(); words.skip_blanks(true)) {
        const auto name = lowered(words.token());
        if (name.empty()) {
            words.skip_one();
            continue;
        }
        words.skip_blanks(false);
        if (words.take('=')) {
            words.skip_blanks(false);
            draft.set(name, words.text());
            continue;
        }
        keep();
        draft = {};
        draft.challenge.scheme = scheme_named(name);
    }
    keep();
}

int strength(const Challenge& challenge) {
    if (challenge.scheme != Scheme::digest) return 0;
    const bool long_hash =
        challenge.algorithm == Algorithm::sha256 || challenge.algorithm == Algorithm::sha256_sess;
    return long_hash ? 2 : 1;
}

std::string in_quotes(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        // A line end would begin a header of the peer's making.
        if (static_cast<unsigned char>(c) >= 0x20) result += c;
    }
    return result + '"';
}

std::string digest_of(Algorithm algorithm, const std::string& text) {
    const bool md5 = algorithm == Algorithm::md5 || algorithm == Algorithm::md5_sess;
    return md5 ? md5_hex_for_digest_access(text) : sha256_hex(text);
}

std::string eight_digits(unsigned number) {
    const std::array<unsigned char, 4> bytes{
        static_cast<unsigned char>(number >> 24), static_cast<unsigned char>(number >> 16),
        static_cast<unsigned char>(number >> 8), static_cast<unsigned char>(number)};
    return hex(bytes);
}

}  // namespace

std::string_view name_of(Scheme scheme) {
    switch (scheme) {
        case Scheme::none:
            return "none";
        case Scheme::basic:
            return "Basic";
        case Scheme::digest:
            return "Digest";
    }
    return "none";
}

std::string_view name_of(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::md5:
            return "MD5";
        case Algorithm::md5_sess:
            return "MD5-sess";
        case Algorithm::sha256:
            return "SHA-256";
        case Algorithm::sha256_sess:
            return "SHA-256-sess";
    }
    return "MD5";
}

std::vector<Challenge> parse_challenges(const std::vector<std::string_view>& headers) {
    std::vector<Challenge> found;
    for (const auto header : headers) read_header(header, found);
    return found;
}

std::optional<Challenge> strongest(const std::vector<Challenge>& challenges, bool basic_too) {
    std::optional<Challenge> best;
    for (const auto& each : challenges) {
        if (each.scheme == Scheme::basic && !basic_too) continue;
        if (!best || strength(each) > strength(*best)) best = each;
    }
    return best;
}

Answers::Answers(Challenge challenge, Login login, std::string client_nonce)
    : challenge_(std::move(challenge)),
      login_(std::move(login)),
      client_nonce_(std::move(client_nonce)) {}

std::string Answers::header(std::string_view method, std::string_view uri) {
    if (challenge_.scheme != Scheme::digest)
        return "Basic " + base64(login_.user + ":" + login_.password);
    const auto algorithm = challenge_.algorithm;
    const auto count = eight_digits(++uses_);
    const bool of_whole = algorithm == Algorithm::md5_sess || algorithm == Algorithm::sha256_sess;
    auto who = digest_of(algorithm, login_.user + ":" + challenge_.realm + ":" + login_.password);
    if (of_whole) who = digest_of(algorithm, who + ":" + challenge_.nonce + ":" + client_nonce_);
    const auto what = digest_of(algorithm, std::string(method) + ":" + std::string(uri));
    const auto middle = challenge_.auth
                            ? challenge_.nonce + ":" + count + ":" + client_nonce_ + ":auth"
                            : challenge_.nonce;
    std::string text =
        "Digest username=" + in_quotes(login_.user) + ", realm=" + in_quotes(challenge_.realm) +
        ", nonce=" + in_quotes(challenge_.nonce) + ", uri=" + in_quotes(uri) +
        ", response=" + in_quotes(digest_of(algorithm, who + ":" + middle + ":" + what));
    if (challenge_.names_algorithm) text += ", algorithm=" + std::string(name_of(algorithm));
    if (challenge_.auth)
        text += ", qop=auth, nc=" + count + ", cnonce=" + in_quotes(client_nonce_);
    else if (of_whole)
        text += ", cnonce=" + in_quotes(client_nonce_);
    if (challenge_.has_opaque) text += ", opaque=" + in_quotes(challenge_.opaque);
    return text;
}

}  // namespace diag::cameras
