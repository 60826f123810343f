#pragma once

namespace azoth {
class SessionCommands;
}

namespace azoth::postgresql {

const SessionCommands& session_commands() noexcept;

}  // namespace azoth::postgresql
