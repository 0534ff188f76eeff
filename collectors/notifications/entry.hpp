// SPDX-License-Identifier: Apache-2.0
// One entry of emailDef or smsDef, by the names that such settings have in other programs.
#pragma once

#include "collectors/notifications/actions.hpp"

namespace diag::notifications {

/// Mail settings outside of the entries ("smtpServer", "mail: { ... }"), which hold for all of
/// them.
Node common_settings(const Node& root);

Channel channel_of(const Node& entry, Medium medium, const Node& common);
Sender sender_of(const Node& entry, const Node& common);

/// A label as it is compared and told.
std::string label_text(std::string_view label);

/// Whether a member of that name holds what nobody may see.
bool names_password(std::string_view name);

/// "cvos.real.com" of "https://user:pw@cvos.real.com:443/obj"; also of a bare host.
std::string host_in_url(std::string_view url);

}  // namespace diag::notifications
