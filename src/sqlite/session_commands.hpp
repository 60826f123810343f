#pragma once

namespace azoth {
class SessionCommands;
}

namespace azoth::sqlite {

const SessionCommands& session_commands() noexcept;

}  // namespace azoth::sqlite
