// SPDX-License-Identifier: Apache-2.0
// Words of what tells itself apart by its form: tokens, hashes, keys and pictures, and of programs.
#include "agent/redact/recognise.hpp"
#include "agent/redact/trigger_words.hpp"

namespace diag::redact {
namespace {

using Word = std::string_view;

constexpr Word scheme_words[] = {"bearer ", "basic ", "ntlm "};

/// Prefixes of tokens, as their makers publish them.
constexpr Word vendor_token_words[] = {
    "akia",        "asia",           "aiza",        "ghp_",       "gho_",
    "ghs_",        "github_pat_",    "glpat-",      "xoxb-",      "xoxp-",
    "xoxa-",       "sk_live_",       "rk_live_",    "hvs.",       "hvb.",
    "hvr.",        "abia",           "acca",        "ghu_",       "ghr_",
    "gldt-",       "glrt-",          "glptt-",      "glft-",      "glsoat-",
    "glcbt-",      "glimt-",         "glagent-",    "gloas-",     "gr1348941",
    "xoxr-",       "xoxs-",          "xoxe-",       "xoxc-",      "xoxd-",
    "xapp-",       "sk_test_",       "rk_test_",    "whsec_",     "pypi-",
    "dop_v1_",     "doo_v1_",        "dor_v1_",     "shpat_",     "shpss_",
    "shpca_",      "shppa_",         "sq0atp-",     "sq0csp-",    "pmak-",
    "lin_api_",    "glsa_",          "nrak-",       "nrjs-",      "sntrys_",
    "sntryu_",     "dckr_pat_",      "ltai",        "sk-proj-",   "sk-ant-",
    "sk-svcacct-", "eaacedeose0cba", "atatt3",      "atctt3",     "age-secret-key-1",
    "figd_",       "rubygems_",      "pscale_tkn_", "pscale_pw_", "gocspx-",
    "tskey-",      "nvapi-",         "xkeysib-",    "xsmtpsib-",  "gsk_",
    "glc_",        "apa91b",         "akcp",        "hrku-",      "sbp_",
    "nfp_",        "ntn_",           "clojars_",    "aio_",       "tfp_",
    "pat-na1-",    "dp.pt."};

constexpr Word dotted_token_words[] = {"sg.", "ya29.", "xoxe.", "1//0"};

constexpr Word solid_token_words[] = {"key-", "dapi", "hf_", "sk-", "npm_", "squ_", "sqp_", "sqa_"};

constexpr Word inner_token_words[] = {"7q~", "8q~", ".atlasv1."};

constexpr Word hook_words[] = {"hooks.slack.com/services/", "discord.com/api/webhooks/",
                               "discordapp.com/api/webhooks/", "/webhookb2/"};

/// Hashes of passwords (crypt(3) and its kin).
constexpr Word hash_words[] = {"$6$", "$5$", "$1$", "$y$",    "$2a$",    "$2b$",    "$2y$",
                               "$7$", "$8$", "$9$", "$apr1$", "$argon2", "$pbkdf2", "$scrypt$"};

constexpr Word labelled_hash_words[] = {"{sha}", "{ssha"};

/// Base64 of JPEG, PNG, GIF and HEIC; what else there is, is told by what it decodes to.
constexpr Word base64_image_words[] = {"/9j/", "ivborw0kggo", "r0lgod", "znr5cghlaw"};

/// JPEG and PNG as programming languages, JSON and URLs write them.
constexpr Word escaped_bytes_words[] = {
    "\\xff\\xd8\\xff", "\\x89png", "\\x89\\x50\\x4e\\x47", "\\u00ff\\u00d8\\u00ff", "\\u0089png",
    "%ff%d8%ff",       "%89png",   "%89%50%4e%47"};

/// JPEG and PNG as they are.
constexpr Word image_bytes_words[] = {"\xff\xd8\xff", "\x89png\r\n\x1a\n"};

/// How lines of dumps begin of JPEG, PNG, GIF and RIFF.
constexpr Word dump_words[] = {"ffd8 ff",   "ff d8 ff",    "8950 4e47", "89 50 4e 47",
                               "4749 4638", "47 49 46 38", "5249 4646", "52 49 46 46"};

/// "-----BEGIN" as the base64 of a whole file has it, by how many bytes stand before it.
constexpr Word encoded_pem_words[] = {"ls0tls1crudjti", "0tls0tqkvhsu4", "tls0tlujfr0lo"};

constexpr Word auth_option_words[] = {"-auth ", "-auth=", "-auth\"", "-auth'"};

/// With the NUL of /proc/self/cmdline, too; Vectorscan takes none at the beginning.
constexpr Word user_option_words[] = {" -u ", "\"-u\"", "'-u'", Word("-u\0", 3)};

/// Programs that take a secret in an option.
constexpr Word program_words[] = {
    "mysql",     "mariadb",    "mongo",      "sshpass",    "redis-cli",    "curl ",
    "curl\"",    "curl'",      "wget ",      "snmp",       "ldapsearch",   "ldapmodify",
    "ldapadd",   "ldapdelete", "ldappasswd", "ldapwhoami", "http -",       "https -",
    "smbclient", "rpcclient",  "smbget",     "sqlcmd",     "bcp ",         "osql",
    "isql",      "psexec",     "plink",      "pscp",       "psftp",        "putty ",
    "schtasks",  "xfreerdp",   "mstsc",      "ipmitool",   "docker login", "podman login",
    "az login",  "useradd",    "usermod",    "zip -p",     "unzip -p",     "7z ",
    "vncviewer", "lftp ",      "mosquitto_", "openssl ",   "ssh-keygen ",  "winrs ",
};

/// Not with the "AAAA" that follows: a word that repeats itself makes Vectorscan's database twice
/// as large, and five times as long to compile.
constexpr Word public_key_words[] = {"ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-nistp"};

}  // namespace

void add_token_words(std::vector<BuiltIn>& all) {
    const auto add = [&](Recogniser recognise, std::span<const std::string_view> words) {
        add_words(recognise, words, all);
    };
    add(recognise_scheme, scheme_words);
    add(recognise_vendor_token, vendor_token_words);
    add(recognise_dotted_token, dotted_token_words);
    add(recognise_solid_token, solid_token_words);
    add(recognise_inner_token, inner_token_words);
    add(recognise_hook, hook_words);
    add(recognise_hash, hash_words);
    add(recognise_labelled_hash, labelled_hash_words);
    add(recognise_base64_image, base64_image_words);
    add(recognise_escaped_bytes, escaped_bytes_words);
    add(recognise_image_bytes, image_bytes_words);
    add(recognise_dump, dump_words);
    add(recognise_program, program_words);
    add(recognise_public_key, public_key_words);
    add(recognise_encoded_pem, encoded_pem_words);
    add(recognise_auth_option, auth_option_words);
    add(recognise_user_option, user_option_words);
    all.push_back({"--from-literal", recognise_literal_option});
}

}  // namespace diag::redact
