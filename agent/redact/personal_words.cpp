// SPDX-License-Identifier: Apache-2.0
// Words of what is personal: addresses, telephone numbers, persons, users in paths, host names.
#include "agent/redact/recognise.hpp"
#include "agent/redact/trigger_words.hpp"

namespace diag::redact {
namespace {

using Word = std::string_view;

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

/// Attributes in base64 (RFC 2849) that hold a person's name and nothing else.
constexpr Word ldif_encoded_words[] = {
    "sn:: ", "givenname:: ", "displayname:: ", "initials:: ", "mail:: "};

/// Attributes that hold a person's name or another's.
constexpr Word ldif_name_words[] = {"cn: ", "cn:: ", "name:: ", "gecos: ", "gecos:: "};

/// Attributes in base64 that hold a distinguished name (RFC 4519, and of Active Directory).
constexpr Word ldif_dn_words[] = {"dn:: ",
                                  "member:: ",
                                  "uniquemember:: ",
                                  "manager:: ",
                                  "owner:: ",
                                  "secretary:: ",
                                  "seealso:: ",
                                  "creatorsname:: ",
                                  "modifiersname:: ",
                                  "directreports:: ",
                                  "managedby:: ",
                                  "distinguishedname:: "};

/// Fields that hold a list of persons, and "cn" where a list of YAML may stand below it.
constexpr Word listed_name_words[] = {"\"people\"",    "\"persons\"", "\"visitors\"", "\"guests\"",
                                      "\"employees\"", "cn:\n",       "cn:\r"};

constexpr Word surname_words[] = {"apellido", "sobrenome"};

/// Numbers and dates that are one person's.
constexpr Word identity_words[] = {
    "externalid", "external_id", "employeeid",   "employee_id",   "badgenumber",   "badge_number",
    "cardnumber", "card_number", "homelocation", "dateofbirth",   "date_of_birth", "birthdate",
    "birth_date", "birthday",    "passport",     "\"ssn\"",       "ssn=",          "cpf",
    "\"dni\"",    "dni=",        "licenseplate", "license_plate", "samaccountname"};

/// What tells of a person who is named next.
constexpr Word told_person_words[] = {"recognized", "recognised", "identified",  "enrolled",
                                      "person",     "visitor",    "employee",    "cardholder",
                                      "identity",   "welcome",    "hello",       "matched",
                                      "match",      "reconocido", "reconhecido", "badgeholder"};

constexpr Word ares_words[] = {"xxx 20", "--> 20", "xxx 1", "--> 1", "xxx 0", "--> 0"};

constexpr Word home_words[] = {"home/",       "home\\/",     "home%2f",     "homes/",
                               "homes\\/",    "homes%2f",    "/run/media/", "/var/mail/",
                               "spool/mail/", "spool/cron/", "crontabs/"};

/// Shares of homes on servers of Windows.
constexpr Word home_share_words[] = {"home\\", "home$\\", "homes\\", "homes$\\", "profiles$\\"};

constexpr Word users_folder_words[] = {"users\\",    "users/",          "users%5c",
                                       "settings\\", "einstellungen\\", "users$\\"};

constexpr Word user_word_words[] = {"user.name=", "started by "};

constexpr Word host_behind_words[] = {
    "host=",      "dns:",       "unknownhostexception: ", "<computer>",
    "<hostname>", "<nodename>", "computername=",          "workstationname'>"};

constexpr Word host_field_words[] = {"hostname", "host_name", "nodename",
                                     "fqdn",     "\"host\"",  "\"host\\\""};

constexpr Word dashed_address_words[] = {"ip-",     "host-",    "node-", "dhcp-", "ec2-",
                                         "static-", "dynamic-", "dyn-",  "cpe-",  "ppp-"};

/// One word each.
constexpr BuiltIn singles[] = {{".in-addr.arpa", recognise_backward_address},
                               {"%2b", recognise_encoded_plus},
                               {"smsdef", recognise_sms_definition},
                               {"name", recognise_name},
                               {"dev_", recognise_underscored_mac},
                               {"/media/", recognise_medium},
                               {"sn: ", recognise_ldif_surname},
                               {";lang-", recognise_ldif_option},
                               {"uid: ", recognise_ldif_user},
                               {"uid:: ", recognise_ldif_user},
                               {"\"cn\"", recognise_quoted_name},
                               {"\"cn\\\"", recognise_quoted_name},
                               {" with pid ", recognise_host_before},
                               {"cn=", recognise_common_name},
                               {"%3a", recognise_encoded_colons}};

}  // namespace

void add_personal_words(std::vector<BuiltIn>& all) {
    const auto add = [&](Recogniser recognise, std::span<const std::string_view> words) {
        add_words(recognise, words, all);
    };
    add(recognise_encoded_email, encoded_email_words);
    add(recognise_mac_field, mac_field_words);
    add(recognise_phone_word, phone_word_words);
    add(recognise_foreign_name, foreign_name_words);
    add(recognise_ldif_encoded, ldif_encoded_words);
    add(recognise_ldif_name, ldif_name_words);
    add(recognise_ldif_dn, ldif_dn_words);
    add(recognise_listed_name, listed_name_words);
    add(recognise_surname, surname_words);
    add(recognise_identity, identity_words);
    add(recognise_told_person, told_person_words);
    add(recognise_ares, ares_words);
    add(recognise_home, home_words);
    add(recognise_home_share, home_share_words);
    add(recognise_users_folder, users_folder_words);
    add(recognise_user_word, user_word_words);
    add(recognise_host_behind, host_behind_words);
    add(recognise_host_field, host_field_words);
    add(recognise_dashed_address, dashed_address_words);
    all.insert(all.end(), std::begin(singles), std::end(singles));
}

}  // namespace diag::redact
