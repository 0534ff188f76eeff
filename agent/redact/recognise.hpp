// SPDX-License-Identifier: Apache-2.0
// The recognisers: each looks at one place of a text where something was hinted at, and takes the
// spans that must go. All of them look a bounded way and so stay linear on any input.
#pragma once

#include <cstddef>

#include "agent/redact/reading.hpp"

namespace diag::redact {

// Addresses, at the positions candidates.hpp tells.
void recognise_ipv4(Reading& reading, std::size_t dot);
void recognise_colons(Reading& reading, std::size_t colon);  ///< IPv6, and MAC with colons
void recognise_mac(Reading& reading, std::size_t dash);
void recognise_dashed_octets(Reading& reading, std::size_t dash);  ///< 10-0-0-5.static.isp.net
void recognise_email(Reading& reading, std::size_t sign);
void recognise_encoded_email(Reading& reading, std::size_t from, std::size_t to);  ///< "%40"

void recognise_dotted_mac(Reading& reading, std::size_t dot);  ///< 001b.21aa.bbcc
/// "%3A" as the colon of an IPv6 or MAC address.
void recognise_encoded_colons(Reading& reading, std::size_t from, std::size_t to);
/// Twelve digits without separators or in pairs with blanks, behind a word that says so.
void recognise_mac_field(Reading& reading, std::size_t from, std::size_t to);
/// Behind "dev_", as BlueZ calls its devices: dev_00_1B_21_AA_BB_CC.
void recognise_underscored_mac(Reading& reading, std::size_t from, std::size_t to);

// Telephone numbers: at a '+', at the dash of ddd-dddd, and behind words.
void recognise_plus(Reading& reading, std::size_t plus);
void recognise_local_number(Reading& reading, std::size_t dash);
void recognise_encoded_plus(Reading& reading, std::size_t from, std::size_t to);
void recognise_phone_word(Reading& reading, std::size_t from, std::size_t to);
void recognise_sms_definition(Reading& reading, std::size_t from, std::size_t to);

// Persons, and users in paths.
void recognise_name(Reading& reading, std::size_t from, std::size_t to);
void recognise_foreign_name(Reading& reading, std::size_t from, std::size_t to);
/// "cn" in its quotes, which the word holds.
void recognise_quoted_name(Reading& reading, std::size_t from, std::size_t to);
/// "people" in its quotes, and "cn:" at its line's end: only where a list follows.
void recognise_listed_name(Reading& reading, std::size_t from, std::size_t to);
void recognise_surname(Reading& reading, std::size_t from, std::size_t to);
void recognise_ldif_surname(Reading& reading, std::size_t from, std::size_t to);
void recognise_ldif_name(Reading& reading, std::size_t from, std::size_t to);
void recognise_ldif_user(Reading& reading, std::size_t from, std::size_t to);
/// A person's name in base64, behind a word of nothing else: "sn:: ", "givenName:: ".
void recognise_ldif_encoded(Reading& reading, std::size_t from, std::size_t to);
/// A distinguished name in base64: "dn:: ", "manager:: ".
void recognise_ldif_dn(Reading& reading, std::size_t from, std::size_t to);
/// An attribute with options, of which the word begins the first: "cn;lang-es: ".
void recognise_ldif_option(Reading& reading, std::size_t from, std::size_t to);
void recognise_identity(Reading& reading, std::size_t from, std::size_t to);  ///< numbers of one
void recognise_told_person(Reading& reading, std::size_t from, std::size_t to);
void recognise_ares(Reading& reading, std::size_t from, std::size_t to);
void recognise_home(Reading& reading, std::size_t from, std::size_t to);
void recognise_home_share(Reading& reading, std::size_t from, std::size_t to);  ///< \\nas\homes\x
void recognise_medium(Reading& reading, std::size_t from, std::size_t to);      ///< /media/x/disk
void recognise_users_folder(Reading& reading, std::size_t from, std::size_t to);
void recognise_user_word(Reading& reading, std::size_t from, std::size_t to);
void recognise_tilde(Reading& reading, std::size_t tilde);

// Licence keys and SNMP.
void recognise_licence(Reading& reading, std::size_t from, std::size_t to);
void recognise_grouped_key(Reading& reading, std::size_t dash);
void recognise_community_word(Reading& reading, std::size_t from, std::size_t to);
void recognise_snmp_server(Reading& reading, std::size_t from, std::size_t to);
void recognise_snmp_user(Reading& reading, std::size_t from, std::size_t to);

// Credentials in URLs. `from` is the colon, `to` the first byte of the authority.
void recognise_url(Reading& reading, std::size_t from, std::size_t to);
void recognise_escaped_url(Reading& reading, std::size_t from, std::size_t to);   ///< :\/\/
void recognise_numbered_url(Reading& reading, std::size_t from, std::size_t to);  ///< :\u002f\u002f
/// %3A%2F%2F, and encoded once more: %253A%252F%252F.
void recognise_encoded_url(Reading& reading, std::size_t from, std::size_t to);
void recognise_oracle(Reading& reading, std::size_t from, std::size_t to);  ///< user/password@

// Key families. [from, to) is the word that gave them away.
void recognise_key(Reading& reading, std::size_t from, std::size_t to);
/// The same for words that are parts of others ("pass"): only where a name's part begins and ends.
void recognise_short_key(Reading& reading, std::size_t from, std::size_t to);
/// A short key in its quotes: "pin". The word holds both.
void recognise_quoted_key(Reading& reading, std::size_t from, std::size_t to);
/// A short key before '=', %3D or %253D, which the word holds: "sig=".
void recognise_assigned_key(Reading& reading, std::size_t from, std::size_t to);
/// A short key before one sign, which the word holds: "pw=", "pin is ".
void recognise_separated_key(Reading& reading, std::size_t from, std::size_t to);
/// "pin" or "otp" and the sign behind it: what has the digits of a code.
void recognise_code(Reading& reading, std::size_t from, std::size_t to);
/// "-auth:", "-key:" of a header that is none of HTTP's own: "X-Auth: x".
void recognise_header_key(Reading& reading, std::size_t from, std::size_t to);
void recognise_authorization(Reading& reading, std::size_t from, std::size_t to);
void recognise_cookie(Reading& reading, std::size_t from, std::size_t to);
/// "Bearer x", "Basic x" outside of any header.
void recognise_scheme(Reading& reading, std::size_t from, std::size_t to);
void recognise_negotiation(Reading& reading, std::size_t from, std::size_t to);  ///< "Negotiate x"
/// Programs that take a secret in a short option: "mysql -px", "curl -u user:password".
void recognise_program(Reading& reading, std::size_t from, std::size_t to);

/// "user:password" before the '@' of a host without a scheme: admin:secret@10.0.0.5:554.
void recognise_pair_before_host(Reading& reading, std::size_t sign);
/// Behind "--auth" and its like.
void recognise_auth_option(Reading& reading, std::size_t from, std::size_t to);
/// A field that holds both: "http_auth", "proxy-user".
void recognise_pair_field(Reading& reading, std::size_t from, std::size_t to);
/// The same behind words that hold others too: "auth=", "--user ".
void recognise_likely_pair(Reading& reading, std::size_t from, std::size_t to);
/// "-u": what "-p" in the same command line is set to.
void recognise_user_option(Reading& reading, std::size_t from, std::size_t to);
void recognise_literal_option(Reading& reading, std::size_t from, std::size_t to);

// Users and passwords without names beside, see accounts.cpp.
void recognise_user_slash(Reading& reading, std::size_t from, std::size_t to);
void recognise_net_use(Reading& reading, std::size_t from, std::size_t to);
void recognise_last_word(Reading& reading, std::size_t from, std::size_t to);
void recognise_word_after(Reading& reading, std::size_t from, std::size_t to);
void recognise_pair_after(Reading& reading, std::size_t from, std::size_t to);
void recognise_word_but_one(Reading& reading, std::size_t from, std::size_t to);
void recognise_piped(Reading& reading, std::size_t from, std::size_t to);
void recognise_pgpass(Reading& reading, std::size_t from, std::size_t to);
void recognise_hash(Reading& reading, std::size_t from, std::size_t to);
void recognise_labelled_hash(Reading& reading, std::size_t from, std::size_t to);
void recognise_windows_hashes(Reading& reading, std::size_t from, std::size_t to);

// Statements, calls, dialogues and sentences in which a place tells.
void recognise_identified_by(Reading& reading, std::size_t from, std::size_t to);
void recognise_second_argument(Reading& reading, std::size_t from, std::size_t to);
void recognise_sql_login(Reading& reading, std::size_t from, std::size_t to);
void recognise_insert(Reading& reading, std::size_t from, std::size_t to);
void recognise_smtp_auth(Reading& reading, std::size_t from, std::size_t to);
void recognise_smtp_challenge(Reading& reading, std::size_t from, std::size_t to);
void recognise_ftp_pass(Reading& reading, std::size_t from, std::size_t to);
void recognise_encoded_pair(Reading& reading, std::size_t from, std::size_t to);  ///< "auth"
/// The same in base64 behind "auth=" in a URL.
void recognise_encoded_parameter(Reading& reading, std::size_t from, std::size_t to);
void recognise_oauth_code(Reading& reading, std::size_t from, std::size_t to);
void recognise_pair(Reading& reading, std::size_t from, std::size_t to);
void recognise_secure_string(Reading& reading, std::size_t from, std::size_t to);
void recognise_public_key(Reading& reading, std::size_t from, std::size_t to);  ///< its comment
void recognise_secret_manifest(Reading& reading, std::size_t from, std::size_t to);

// Things that tell themselves apart by their form.
void recognise_pem_begin(Reading& reading, std::size_t from, std::size_t to);
void recognise_pem_end(Reading& reading, std::size_t from, std::size_t to);
/// A whole PEM file in base64, which may have begun before.
void recognise_encoded_pem(Reading& reading, std::size_t from, std::size_t to);
void recognise_jwt(Reading& reading, std::size_t from, std::size_t to);
void recognise_vendor_token(Reading& reading, std::size_t from, std::size_t to);
void recognise_dotted_token(Reading& reading, std::size_t from, std::size_t to);
void recognise_solid_token(Reading& reading, std::size_t from, std::size_t to);
void recognise_telegram_token(Reading& reading, std::size_t from, std::size_t to);
void recognise_mailchimp_token(Reading& reading, std::size_t from, std::size_t to);
void recognise_inner_token(Reading& reading, std::size_t from, std::size_t to);
void recognise_hook(Reading& reading, std::size_t from, std::size_t to);
void recognise_ntlm(Reading& reading, std::size_t from, std::size_t to);
/// The lines behind "Private-Lines: N" of a PuTTY key.
void recognise_putty_lines(Reading& reading, std::size_t from, std::size_t to);
void recognise_base64_image(Reading& reading, std::size_t from, std::size_t to);
void recognise_data_url(Reading& reading, std::size_t from, std::size_t to);
void recognise_dump(Reading& reading, std::size_t from, std::size_t to);  ///< of xxd or hexdump
/// "\xff\xd8", to the end of its string.
void recognise_escaped_bytes(Reading& reading, std::size_t from, std::size_t to);
void recognise_image_bytes(Reading& reading, std::size_t from, std::size_t to);

// Host names. [from, to) is the name, or what stands before or behind it.
void recognise_host(Reading& reading, std::size_t from, std::size_t to);
/// A domain of the site, and all that is named below it.
void recognise_domain(Reading& reading, std::size_t from, std::size_t to);
/// The same from the last part to the first, as packages of Java have it.
void recognise_backward_domain(Reading& reading, std::size_t from, std::size_t to);
/// The host of a URL; `to` is the first byte of the authority.
void recognise_url_host(Reading& reading, std::size_t from, std::size_t to);
void recognise_escaped_url_host(Reading& reading, std::size_t from, std::size_t to);
void recognise_encoded_url_host(Reading& reading, std::size_t from, std::size_t to);
/// "hostname": what it is set to.
void recognise_host_field(Reading& reading, std::size_t from, std::size_t to);
/// The same with the separator in the word: "host=", "DNS:", "<Computer>".
void recognise_host_behind(Reading& reading, std::size_t from, std::size_t to);
void recognise_host_before(Reading& reading, std::size_t from, std::size_t to);  ///< " with PID "
void recognise_common_name(Reading& reading, std::size_t from, std::size_t to);  ///< "CN="
void recognise_dashed_address(Reading& reading, std::size_t from, std::size_t to);  ///< ip-10-0-0-5
void recognise_backward_address(Reading& reading, std::size_t from, std::size_t to);

// What the site's own rules and what was learned of the site name; [from, to) is where it stands.
void recognise_word(Reading& reading, std::size_t from, std::size_t to);
void recognise_exception(Reading& reading, std::size_t from, std::size_t to);
void recognise_known_secret(Reading& reading, std::size_t from, std::size_t to);
void recognise_known_base64(Reading& reading, std::size_t from, std::size_t to);

}  // namespace diag::redact
