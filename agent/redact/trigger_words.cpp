// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/trigger_words.hpp"

#include <array>

#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

using Word = std::string_view;

/// Names of secrets.
constexpr Word secret_words[] = {
    "password",         "passwd",          "passphrase",    "pass phrase",
    "passcode",         "secret",          "token",         "credential",
    "preshared",        "sessionid",       "session_id",    "session-id",
    "signature",        "community",       "apitoken",      "storepass",
    "masterauth",       "bindpw",          "rootpw",        "adminpw",
    "userpw",           "loginpas",        "sessid",        "connect.sid",
    "recovery_code",    "recoverycode",    "backup_code",   "backupcode",
    "pincode",          "pin_code",        "pin-code",      "verification code",
    "verificationcode", "one-time code",   "totp",          "otpseed",
    "otp_seed",         "passwrd",         "recovery code", "recovery-code",
    "backup code",      "backup-code",     "unlockcode",    "unlock_code",
    "accesscode",       "access_code",     "doorcode",      "door_code",
    "samlresponse",     "code_verifier",   "otp seed",      "otp-seed",
    "mfaseed",          "mfa_seed",        "mfa-seed",      "mfa seed",
    "2faseed",          "2fa_seed",        "2fa-seed",      "2fa seed",
    "palavra-passe",    "palavra passe",   "palavrapasse",  "digo de acceso",
    "digo de acesso",   "chave de acesso", "pin de acceso", "pin de acesso"};

/// Names of keys.
constexpr Word key_words[] = {
    "api_key",          "apikey",          "api-key",       "api key",
    "access_key",       "accesskey",       "access-key",    "access key",
    "private_key",      "privatekey",      "private-key",   "private key",
    "account_key",      "accountkey",      "shared_key",    "sharedkey",
    "pre-shared-key",   "encryption_key",  "encryptionkey", "encryption-key",
    "signing_key",      "signingkey",      "license_key",   "licensekey",
    "license-key",      "license key",     "licence_key",   "licencekey",
    "licence-key",      "auth_key",        "authkey",       "auth-key",
    "key-data",         "keydata",         "keypass",       "signaturekey",
    "subscription-key", "subscriptionkey", "functions-key", "session-key",
    "sessionkey",       "secret key",      "shared key",    "encryption key",
    "signing key",      "webhookkey",      "masterkey",     "master_key",
    "master-key",       "encryption.key",  "api.key",       "access.key",
    "signing.key",      "master.key",      "privkey",       "priv_key",
    "aeskey",           "aes_key",         "aes-key",       "hmackey",
    "hmac_key",         "hmac-key",        "app_key",       "instrumentationkey",
    "wifi_key",         "wifikey",         "wifi-key",      "wifi key",
    "wlan_key",         "wlankey",         "wep_key",       "wepkey",
    "wep-key",          "wireless.key",    "wireless-key"};

/// Both in Spanish, Portuguese and German.
constexpr Word foreign_key_words[] = {"passwort",        "kennwort",     "contrase\xc3\xb1",
                                      "contrasen",       "contrase\xf1", "contrase\\u00f1",
                                      "motdepasse",      "mot_de_passe", "mot de passe",
                                      "passw\xc3\xb6rt", "geheim",       "segredo"};

/// Parts of names only.
constexpr Word short_key_words[] = {"pass", "pwd", "psk", "senha", "clave", "creds"};

/// Words too short without what parts them from their value.
constexpr Word separated_key_words[] = {"pw=",     "pw:",        "pw\"",
                                        "pin is ", "storedkey:", "serverkey:"};

constexpr Word assigned_key_words[] = {"sig=", "sig%3d", "sig%253d", "pin=", "otp="};

/// Of codes, with what tells that one follows.
constexpr Word code_words[] = {"pin:",  "pin ",   "pin\"", "pin\\\"", "pin'",  "pin>",
                               "pin='", "pin=\"", "otp:",  "otp ",    "otp\"", "otp\\\"",
                               "otp'",  "otp>",   "otp='", "otp=\""};

/// Ends of names of headers, with what may follow those.
constexpr Word header_key_words[] = {"-auth:", "-auth ", "-auth=", "-auth\"", "-auth'", "-auth\\",
                                     "-key:",  "-key ",  "-key=",  "-key\"",  "-key'",  "-key\\"};

/// Fields that hold a user and a password.
constexpr Word pair_field_words[] = {"http_auth",  "http-auth",  "httpauth",   "basic_auth",
                                     "basic-auth", "basicauth",  "proxy_auth", "proxy-auth",
                                     "proxyauth",  "proxy_user", "proxy-user", "proxyuser"};

/// What may be followed by both.
constexpr Word likely_pair_words[] = {"auth=",   "auth: ",   "--user ",           "--user=",
                                      "--user'", "--user\"", Word("--user\0", 7), "user = \""};

/// The last two of SCRAM (RFC 5802 3), as MongoDB keeps them of each user.
constexpr Word quoted_key_words[] = {"\"pin\"", "\"otp\"", "\"sig\"", "\"storedkey\"",
                                     "\"serverkey\""};

/// What follows a scheme in JSON, and in JSON within JSON.
constexpr Word escaped_url_words[] = {":\\/\\/", ":\\\\/\\\\/", ":\\\\\\/\\\\\\/"};

constexpr Word encoded_url_words[] = {"%3a%2f%2f", "%253a%252f%252f"};

constexpr Word licence_words[] = {
    "licen",          "product key",    "productkey",       "product_key",     "serial key",
    "serialkey",      "serial_key",     "activation key",   "activation code", "activationkey",
    "activation_key", "activationcode", "registration key", "registrationkey", "slc"};

constexpr Word community_word_words[] = {"rocommunity",   "rwcommunity",       "com2sec",
                                         "trapsink",      "trap2sink",         "informsink",
                                         "trapcommunity", "defauthpassphrase", "defprivpassphrase"};

constexpr Word user_slash_words[] = {"sqlplus", "sqlldr", "impdp", "expdp", "exp ", "imp "};

constexpr Word net_use_words[] = {"net use ", "net user "};

constexpr Word word_after_words[] = {"-server key ", " key 7 ", " insecure-password "};

constexpr Word pair_after_words[] = {"stats auth ", "stats\tauth "};

constexpr Word word_but_one_words[] = {"wpa_passphrase ", " objectname "};

/// Calls with a user and a password.
constexpr Word second_argument_words[] = {"db.auth(",
                                          "changeuserpassword(",
                                          "networkcredential(",
                                          "passwordcredentials(",
                                          "credentials.basic(",
                                          "passwordauthentication(",
                                          "basicauth(",
                                          "digestauth(",
                                          "auth=("};

constexpr Word sql_login_words[] = {"sp_addl", "sp_password"};

constexpr Word smtp_auth_words[] = {"auth plain ", "auth login ", "auth xoauth2 ", "auth ntlm "};

/// "Username:" and "Password:" in base64.
constexpr Word smtp_challenge_words[] = {"334 vxnlcm5hbwu6", "334 ugfzc3dvcmq6"};

constexpr Word pair_words[] = {"login with ",  "login using ",     "logged in with ",
                               "log in with ", "logging in with ", "credentials",
                               "creds ",       "credenciales",     "credenciais"};

constexpr Word encoded_parameter_words[] = {
    "?auth=", "&auth=", "&amp;auth=", "\\u0026auth=", "authbasic="};

constexpr Word piped_words[] = {"| chpasswd", "| passwd --stdin"};

constexpr Word pgpass_words[] = {":5432:", ":*:*:"};

/// One word each.
constexpr BuiltIn singles[] = {{"authorization", recognise_authorization},
                               {"cookie", recognise_cookie},
                               {"negotiate ", recognise_negotiation},
                               {"-----begin ", recognise_pem_begin},
                               {"-----end ", recognise_pem_end},
                               {"eyj", recognise_jwt},
                               {":aa", recognise_telegram_token},
                               {"-us", recognise_mailchimp_token},
                               {"tlrmtvnt", recognise_ntlm},
                               {"private-lines: ", recognise_putty_lines},
                               {":\\u002f\\u002f", recognise_numbered_url},
                               {"jdbc:oracle:", recognise_oracle},
                               {"snmp-server ", recognise_snmp_server},
                               {"createuser ", recognise_snmp_user},
                               {"htpasswd ", recognise_last_word},
                               {":::", recognise_windows_hashes},
                               {"insert into ", recognise_insert},
                               {"pass ", recognise_ftp_pass},
                               {"\"auth\"", recognise_encoded_pair},
                               {"convertto-securestring ", recognise_secure_string},
                               {"kind: secret", recognise_secret_manifest},
                               {"code=", recognise_oauth_code},
                               {"identified by", recognise_identified_by},
                               {"data:image", recognise_data_url}};

}  // namespace

void add_words(Recogniser recognise, std::span<const std::string_view> words,
               std::vector<BuiltIn>& all) {
    for (const auto word : words) all.push_back({word, recognise});
}

std::vector<BuiltIn> built_in_words() {
    std::vector<BuiltIn> all;
    const auto add = [&](Recogniser recognise, std::span<const std::string_view> words) {
        add_words(recognise, words, all);
    };
    add(recognise_key, secret_words);
    add(recognise_key, key_words);
    add(recognise_key, foreign_key_words);
    add(recognise_short_key, short_key_words);
    add(recognise_assigned_key, assigned_key_words);
    add(recognise_quoted_key, quoted_key_words);
    add(recognise_code, code_words);
    add(recognise_header_key, header_key_words);
    add(recognise_pair_field, pair_field_words);
    add(recognise_likely_pair, likely_pair_words);
    add(recognise_escaped_url, escaped_url_words);
    add(recognise_escaped_url_host, escaped_url_words);
    add(recognise_encoded_url, encoded_url_words);
    add(recognise_encoded_url_host, encoded_url_words);
    add(recognise_licence, licence_words);
    add(recognise_community_word, community_word_words);
    add(recognise_user_slash, user_slash_words);
    add(recognise_net_use, net_use_words);
    add(recognise_separated_key, separated_key_words);
    add(recognise_word_after, word_after_words);
    add(recognise_pair_after, pair_after_words);
    add(recognise_word_but_one, word_but_one_words);
    add(recognise_second_argument, second_argument_words);
    add(recognise_sql_login, sql_login_words);
    add(recognise_smtp_auth, smtp_auth_words);
    add(recognise_smtp_challenge, smtp_challenge_words);
    add(recognise_pair, pair_words);
    add(recognise_encoded_parameter, encoded_parameter_words);
    add(recognise_piped, piped_words);
    add(recognise_pgpass, pgpass_words);
    add_token_words(all);
    add_personal_words(all);
    all.insert(all.end(), std::begin(singles), std::end(singles));
    return all;
}

}  // namespace diag::redact
