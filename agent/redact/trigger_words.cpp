// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/trigger_words.hpp"

#include <array>

#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

using Word = std::string_view;

/// Names of secrets.
constexpr Word secret_words[] = {
    "password",         "passwd",        "passphrase",  "pass phrase",
    "passcode",         "secret",        "token",       "credential",
    "preshared",        "sessionid",     "session_id",  "session-id",
    "signature",        "community",     "apitoken",    "storepass",
    "masterauth",       "bindpw",        "rootpw",      "adminpw",
    "userpw",           "loginpas",      "sessid",      "connect.sid",
    "recovery_code",    "recoverycode",  "backup_code", "backupcode",
    "pincode",          "pin_code",      "pin-code",    "verification code",
    "verificationcode", "one-time code", "totp",        "otpseed",
    "otp_seed",         "passwrd"};

/// Names of keys.
constexpr Word key_words[] = {
    "api_key",      "apikey",           "api-key",         "api key",        "access_key",
    "accesskey",    "access-key",       "access key",      "private_key",    "privatekey",
    "private-key",  "private key",      "account_key",     "accountkey",     "shared_key",
    "sharedkey",    "pre-shared-key",   "encryption_key",  "encryptionkey",  "encryption-key",
    "signing_key",  "signingkey",       "license_key",     "licensekey",     "license-key",
    "license key",  "licence_key",      "licencekey",      "licence-key",    "auth_key",
    "authkey",      "auth-key",         "key-data",        "keydata",        "keypass",
    "signaturekey", "subscription-key", "subscriptionkey", "functions-key",  "session-key",
    "sessionkey",   "secret key",       "shared key",      "encryption key", "signing key",
    "webhookkey",   "masterkey",        "master_key",      "master-key"};

/// Both in Spanish, Portuguese and German.
constexpr Word foreign_key_words[] = {"passwort",  "kennwort",        "contrase\xc3\xb1",
                                      "contrasen", "passw\xc3\xb6rt", "geheim",
                                      "segredo"};

/// Parts of names only.
constexpr Word short_key_words[] = {"pass", "pwd", "psk", "senha", "clave"};

constexpr Word assigned_key_words[] = {"sig=", "sig%3d", "pin=", "otp="};

constexpr Word quoted_key_words[] = {"\"pin\"", "\"otp\"", "\"sig\""};

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
    "akcp",        "hrku-",          "sbp_",        "nfp_",       "ntn_",
    "clojars_",    "aio_",           "tfp_",        "pat-na1-",   "dp.pt."};

constexpr Word dotted_token_words[] = {"sg.", "ya29.", "xoxe.", "1//0"};

constexpr Word solid_token_words[] = {"key-", "dapi", "hf_", "sk-", "npm_"};

constexpr Word inner_token_words[] = {"7q~", "8q~", ".atlasv1."};

constexpr Word hook_words[] = {"hooks.slack.com/services/", "discord.com/api/webhooks/",
                               "discordapp.com/api/webhooks/", "/webhookb2/"};

constexpr Word encoded_email_words[] = {"%40", "\\u0040", "&#64;"};

constexpr Word mac_field_words[] = {"mac", "hwaddr"};

/// What says that a telephone number follows.
constexpr Word phone_word_words[] = {"phone",
                                     "mobile",
                                     "celular",
                                     "telef",
                                     "tel\xc3\xa9"
                                     "f",
                                     "tel:",
                                     "tel.",
                                     "\"tel\"",
                                     "fax",
                                     "sms",
                                     "whatsapp",
                                     "msisdn",
                                     "m\xc3\xb3vil"};

constexpr Word foreign_name_words[] = {"nombre",     "nome",      "createdby",
                                       "created_by", "updatedby", "owner"};

constexpr Word surname_words[] = {"apellido", "sobrenome"};

/// Numbers and dates that are one person's.
constexpr Word identity_words[] = {"externalid",   "external_id",  "employeeid",    "employee_id",
                                   "badgenumber",  "badge_number", "cardnumber",    "card_number",
                                   "homelocation", "dateofbirth",  "date_of_birth", "birthdate",
                                   "birth_date",   "birthday",     "passport",      "\"ssn\"",
                                   "ssn=",         "cpf",          "\"dni\"",       "dni="};

/// What tells of a person who is named next.
constexpr Word told_person_words[] = {"recognized", "recognised", "identified", "enrolled",
                                      "person",     "visitor",    "employee",   "cardholder",
                                      "identity",   "welcome",    "hello",      "matched",
                                      "match",      "reconocido", "reconhecido"};

constexpr Word ares_words[] = {"xxx 20", "--> 20", "xxx 1", "--> 1", "xxx 0", "--> 0"};

constexpr Word home_words[] = {"/home/", "home\\/", "home%2f", "/var/mail/", "crontabs/"};

constexpr Word users_folder_words[] = {"users\\", "users/", "users%5c", "settings\\"};

constexpr Word licence_words[] = {
    "licen",          "product key",    "productkey",       "product_key",     "serial key",
    "serialkey",      "serial_key",     "activation key",   "activation code", "activationkey",
    "activation_key", "activationcode", "registration key", "registrationkey"};

constexpr Word community_word_words[] = {"rocommunity",   "rwcommunity",       "com2sec",
                                         "trapsink",      "trap2sink",         "informsink",
                                         "trapcommunity", "defauthpassphrase", "defprivpassphrase"};

constexpr Word user_slash_words[] = {"sqlplus", "sqlldr", "impdp", "expdp", "exp ", "imp "};

constexpr Word net_use_words[] = {"net use ", "net user "};

constexpr Word piped_words[] = {"| chpasswd", "| passwd --stdin"};

constexpr Word pgpass_words[] = {":5432:", ":*:*:"};

/// Hashes of passwords (crypt(3) and its kin).
constexpr Word hash_words[] = {"$6$",  "$5$",    "$1$",     "$y$",     "$2a$",    "$2b$",
                               "$2y$", "$apr1$", "$argon2", "$pbkdf2", "$scrypt$"};

constexpr Word labelled_hash_words[] = {"{sha}", "{ssha"};

/// Programs that take a secret in an option.
constexpr Word program_words[] = {
    "mysql",      "mariadb",    "mongo",        "sshpass",      "redis-cli", "curl ",
    "wget ",      "snmp",       "ldapsearch",   "ldapmodify",   "ldapadd",   "ldapdelete",
    "ldappasswd", "ldapwhoami", "http -",       "https -",      "smbclient", "rpcclient",
    "smbget",     "sqlcmd",     "bcp ",         "osql",         "isql",      "psexec",
    "plink",      "pscp",       "psftp",        "putty ",       "schtasks",  "xfreerdp",
    "mstsc",      "ipmitool",   "docker login", "podman login", "az login",  "useradd",
    "usermod",    "zip -p",     "unzip -p",     "7z ",          "vncviewer"};

/// Base64 of JPEG, PNG, GIF and HEIC; what else there is, is told by what it decodes to.
constexpr Word base64_image_words[] = {"/9j/", "ivborw0kggo", "r0lgod", "znr5cghlaw"};

/// JPEG and PNG as programming languages print them.
constexpr Word escaped_bytes_words[] = {"\\xff\\xd8\\xff", "\\x89png", "\\x89\\x50\\x4e\\x47"};

/// JPEG and PNG as they are.
constexpr Word image_bytes_words[] = {"\xff\xd8\xff", "\x89png\r\n\x1a\n"};

constexpr Word host_field_words[] = {"hostname", "host_name", "nodename",
                                     "fqdn",     "\"host\"",  "\"host\\\""};

constexpr Word dashed_address_words[] = {"ip-", "host-", "node-", "dhcp-"};

/// How lines of dumps begin of JPEG, PNG, GIF and RIFF.
constexpr Word dump_words[] = {"ffd8 ff",   "ff d8 ff",    "8950 4e47", "89 50 4e 47",
                               "4749 4638", "47 49 46 38", "5249 4646", "52 49 46 46"};

/// One word each.
struct Single {
    Recogniser recognise;
    Word word;
};
constexpr Single singles[] = {{recognise_authorization, "authorization"},
                              {recognise_cookie, "cookie"},
                              {recognise_pem_begin, "-----begin "},
                              {recognise_pem_end, "-----end "},
                              {recognise_jwt, "eyj"},
                              {recognise_telegram_token, ":aa"},
                              {recognise_mailchimp_token, "-us"},
                              {recognise_ntlm, "tlrmtvnt"},
                              {recognise_putty_lines, "private-lines: "},
                              {recognise_escaped_url, ":\\/\\/"},
                              {recognise_encoded_url, "%3a%2f%2f"},
                              {recognise_oracle, "jdbc:oracle:"},
                              {recognise_encoded_colons, "%3a"},
                              {recognise_escaped_url_host, ":\\/\\/"},
                              {recognise_backward_address, ".in-addr.arpa"},
                              {recognise_encoded_plus, "%2b"},
                              {recognise_sms_definition, "smsdef"},
                              {recognise_name, "name"},
                              {recognise_snmp_server, "snmp-server "},
                              {recognise_snmp_user, "createuser "},
                              {recognise_last_word, "htpasswd "},
                              {recognise_second_argument, "db.auth("},
                              {recognise_windows_hashes, ":::"},
                              {recognise_identified_by, "identified by"},
                              {recognise_data_url, "data:image"}};

}  // namespace

std::vector<BuiltIn> built_in_words() {
    std::vector<BuiltIn> all;
    const auto add = [&](Recogniser recognise, const auto& words) {
        for (const auto word : words) all.push_back({word, recognise});
    };
    add(recognise_key, secret_words);
    add(recognise_key, key_words);
    add(recognise_key, foreign_key_words);
    add(recognise_short_key, short_key_words);
    add(recognise_assigned_key, assigned_key_words);
    add(recognise_quoted_key, quoted_key_words);
    add(recognise_scheme, scheme_words);
    add(recognise_vendor_token, vendor_token_words);
    add(recognise_dotted_token, dotted_token_words);
    add(recognise_solid_token, solid_token_words);
    add(recognise_inner_token, inner_token_words);
    add(recognise_hook, hook_words);
    add(recognise_encoded_email, encoded_email_words);
    add(recognise_mac_field, mac_field_words);
    add(recognise_phone_word, phone_word_words);
    add(recognise_foreign_name, foreign_name_words);
    add(recognise_surname, surname_words);
    add(recognise_identity, identity_words);
    add(recognise_told_person, told_person_words);
    add(recognise_ares, ares_words);
    add(recognise_home, home_words);
    add(recognise_users_folder, users_folder_words);
    add(recognise_licence, licence_words);
    add(recognise_community_word, community_word_words);
    add(recognise_user_slash, user_slash_words);
    add(recognise_net_use, net_use_words);
    add(recognise_piped, piped_words);
    add(recognise_pgpass, pgpass_words);
    add(recognise_hash, hash_words);
    add(recognise_labelled_hash, labelled_hash_words);
    add(recognise_program, program_words);
    add(recognise_base64_image, base64_image_words);
    add(recognise_escaped_bytes, escaped_bytes_words);
    add(recognise_image_bytes, image_bytes_words);
    add(recognise_host_field, host_field_words);
    add(recognise_dashed_address, dashed_address_words);
    add(recognise_dump, dump_words);
    for (const auto& [recognise, word] : singles) all.push_back({word, recognise});
    return all;
}

}  // namespace diag::redact
