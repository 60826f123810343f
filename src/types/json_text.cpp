#include "types/text_families.hpp"

#include <vector>

namespace azoth::detail {
namespace {

class JsonChecker {
public:
    explicit JsonChecker(std::string_view text) noexcept : at_(text.data()), end_(text.data() + text.size()) {}

    // Open arrays and objects are stored as bits, so that nesting needs no recursion.
    bool document() {
        std::vector<bool> open;  // true: an object
        while (true) {
            skip_space();
            if (at_ == end_) return false;
            bool ended = true;
            if (accept('[')) {
                skip_space();
                if (!accept(']')) {
                    open.push_back(false);
                    ended = false;
                }
            } else if (accept('{')) {
                skip_space();
                if (!accept('}')) {
                    open.push_back(true);
                    ended = false;
                    if (!key()) return false;
                }
            } else if (!scalar()) {
                return false;
            }
            if (!ended) continue;
            while (true) {
                skip_space();
                if (open.empty()) return at_ == end_;
                if (accept(',')) {
                    skip_space();
                    if (open.back() && !key()) return false;
                    break;
                }
                if (!accept(open.back() ? '}' : ']')) return false;
                open.pop_back();
            }
        }
    }

private:
    void skip_space() noexcept {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) ++at_;
    }
    bool accept(char c) noexcept {
        if (at_ == end_ || *at_ != c) return false;
        ++at_;
        return true;
    }
    bool word(std::string_view expected) noexcept {
        if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(expected)) return false;
        at_ += expected.size();
        return true;
    }
    bool key() noexcept {
        if (!string()) return false;
        skip_space();
        return accept(':');
    }
    bool digits() noexcept {
        const char* const begin = at_;
        while (at_ != end_ && *at_ >= '0' && *at_ <= '9') ++at_;
        return at_ != begin;
    }
    bool number() noexcept {
        accept('-');
        if (!accept('0') && !digits()) return false;
        if (accept('.') && !digits()) return false;
        if (accept('e') || accept('E')) {
            if (!accept('+')) accept('-');
            return digits();
        }
        return true;
    }
    bool string() noexcept {
        if (!accept('"')) return false;
        while (at_ != end_) {
            const char c = *at_++;
            if (c == '"') return true;
            if (static_cast<unsigned char>(c) < 0x20) return false;
            if (c != '\\') continue;
            if (at_ == end_) return false;
            const char escaped = *at_++;
            if (escaped == 'u') {
                for (int i = 0; i < 4; ++i, ++at_) {
                    if (at_ == end_) return false;
                    const char h = static_cast<char>(*at_ | 32);
                    if (!(*at_ >= '0' && *at_ <= '9') && !(h >= 'a' && h <= 'f')) return false;
                }
            } else if (std::string_view("\"\\/bfnrt").find(escaped) == std::string_view::npos) {
                return false;
            }
        }
        return false;
    }
    bool scalar() noexcept {
        switch (*at_) {
            case '"': return string();
            case 't': return word("true");
            case 'f': return word("false");
            case 'n': return word("null");
            default: return number();
        }
    }

    const char* at_;
    const char* end_;
};

}  // namespace

bool is_json(std::string_view text) { return JsonChecker(text).document(); }

}  // namespace azoth::detail
