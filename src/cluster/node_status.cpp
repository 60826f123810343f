#include <azoth/cluster/node_status.hpp>

#include <ostream>

namespace azoth {

std::string NodeStatus::to_string() const {
    std::string text = name + ": ";
    if (takes_writes) {
        text += "primary";
    } else if (takes_reads) {
        text += "standby";
    } else {
        text += "not used: " + reason;
    }
    if (position) text += ", at " + position->to_string();
    if (replay_lag) text += ", lag " + std::to_string(replay_lag->count()) + " ms";
    text += ", answers in " + std::to_string(answer_time.count()) + " us";
    text +=
        ", chosen " + std::to_string(chosen) + ", failed " + std::to_string(failed) + ", lost " + std::to_string(lost);
    return text;
}

std::ostream& operator<<(std::ostream& out, const NodeStatus& status) { return out << status.to_string(); }

}  // namespace azoth
