#include "types/ascii.hpp"
#include "types/text_cursor.hpp"
#include "types/text_families.hpp"
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/wire_reader.hpp>

#include <algorithm>
#include <utility>

// A query's wire form is its tree in prefix order, with the right operand before the left one.
namespace azoth::detail {
namespace {

constexpr std::uint8_t item_value = 1;
constexpr std::uint8_t item_operator = 2;

constexpr std::uint8_t op_not = 1;
constexpr std::uint8_t op_and = 2;
constexpr std::uint8_t op_or = 3;
constexpr std::uint8_t op_phrase = 4;

constexpr int largest_distance = 16384;
constexpr int max_query_depth = 500;

int priority_of(std::uint8_t op) noexcept {
    switch (op) {
        case op_not: return 4;
        case op_phrase: return 3;
        case op_and: return 2;
        default: return 1;
    }
}

struct Item {
    std::uint8_t op = 0;  // 0: a value
    std::uint8_t weights = 0;
    bool prefix = false;
    std::uint16_t distance = 0;
    std::string text;
};

// Parses a query into items in postfix order, the reverse of the wire order.
class Parser final : public TextCursor {
public:
    explicit Parser(std::string_view text) noexcept : TextCursor(text, "tsquery") {}

    std::vector<Item> parse() {
        skip_space();
        if (at_ == text_.size()) return {};
        binary(1, 0);
        if (at_ != text_.size()) fail();
        return std::move(items_);
    }

private:
    void binary(int priority, int depth) {
        if (priority == priority_of(op_not)) return unary(depth);
        binary(priority + 1, depth);
        while (true) {
            Item item;
            if (priority == 1 && accept('|')) {
                item.op = op_or;
            } else if (priority == 2 && accept('&')) {
                item.op = op_and;
            } else if (priority == 3 && accept('<')) {
                item.op = op_phrase;
                item.distance = distance();
            } else {
                return;
            }
            skip_space();
            binary(priority + 1, depth);
            items_.push_back(std::move(item));
        }
    }
    std::uint16_t distance() {
        int value = 0;
        if (accept('-')) {
            value = 1;
        } else {
            const std::size_t begin = at_;
            for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
                value = value * 10 + (text_[at_] - '0');
                if (value > largest_distance) fail();
            }
            if (at_ == begin) fail();
        }
        if (!accept('>')) fail();
        return static_cast<std::uint16_t>(value);
    }
    void unary(int depth) {
        if (depth > max_query_depth) fail();
        if (accept('!')) {
            skip_space();
            unary(depth + 1);
            Item item;
            item.op = op_not;
            items_.push_back(std::move(item));
        } else if (accept('(')) {
            skip_space();
            binary(1, depth + 1);
            if (!accept(')')) fail();
        } else {
            items_.push_back(value());
        }
        skip_space();
    }
    Item value() {
        Item item;
        if (accept('\'')) {
            while (true) {
                if (at_ == text_.size()) fail();
                if (accept('\'')) {
                    if (!accept('\'')) break;
                    item.text += '\'';
                    continue;
                }
                if (accept('\\') && at_ == text_.size()) fail();
                item.text += text_[at_++];
            }
        } else {
            constexpr std::string_view special = "!|&()<:'";
            while (at_ < text_.size() && !ascii::is_space(text_[at_]) && special.find(text_[at_]) == special.npos) {
                if (accept('\\') && at_ == text_.size()) fail();
                item.text += text_[at_++];
            }
        }
        if (item.text.empty()) fail();
        if (accept(':')) {
            for (; at_ < text_.size(); ++at_) {
                const char weight = static_cast<char>(text_[at_] & ~32);
                if (text_[at_] == '*') {
                    item.prefix = true;
                } else if (weight >= 'A' && weight <= 'D') {
                    item.weights = static_cast<std::uint8_t>(item.weights | (1U << ('D' - weight)));
                } else {
                    break;
                }
            }
        }
        return item;
    }

    std::vector<Item> items_;
};

std::string value_text(const Item& item) {
    std::string text = "'";
    for (const char c : item.text) {
        if (c == '\'' || c == '\\') text += c;
        text += c;
    }
    text += '\'';
    if (item.prefix || item.weights != 0) text += ':';
    if (item.prefix) text += '*';
    for (int i = 3; i >= 0; --i) {
        if ((item.weights >> i & 1) != 0) text += static_cast<char>('D' - i);
    }
    return text;
}

Item read_item(WireReader& reader) {
    Item item;
    const auto kind = reader.get<std::uint8_t>();
    if (kind == item_value) {
        item.weights = reader.get<std::uint8_t>();
        item.prefix = reader.get<std::uint8_t>() != 0;
        item.text = reader.terminated_text();
        if (item.weights > 15) reader.fail("malformed weight");
    } else if (kind == item_operator) {
        item.op = reader.get<std::uint8_t>();
        if (item.op < op_not || item.op > op_phrase) reader.fail("unknown operator");
        if (item.op == op_phrase) item.distance = reader.get<std::uint16_t>();
    } else {
        reader.fail("unknown item");
    }
    return item;
}

struct TsOperand {
    std::string text;
    int priority;
    bool phrase = false;
    int depth = 0;  // how often the innermost text was copied

    void enclose(int outer, bool right_of_phrase) {
        if (priority >= outer && !(phrase && right_of_phrase)) return;
        text = "( " + text + " )";
        ++depth;
    }
};

}  // namespace

void parse_tsquery(ByteBuffer& out, const SqlType&, std::string_view text) {
    if (!is_storable_text(text)) throw_text_error("...", "tsquery: it is not UTF-8, or holds a NUL");
    const std::vector<Item> items = Parser(text).parse();
    out.put(static_cast<std::int32_t>(items.size()));
    for (std::size_t i = items.size(); i-- > 0;) {
        const Item& item = items[i];
        if (item.op == 0) {
            out.put(item_value);
            out.put(item.weights);
            out.put(static_cast<std::uint8_t>(item.prefix ? 1 : 0));
            out.append(item.text);
            out.put(std::uint8_t{0});
        } else {
            out.put(item_operator);
            out.put(item.op);
            if (item.op == op_phrase) out.put(item.distance);
        }
    }
}

void append_tsquery(std::string& out, const Cell& cell) {
    if (cell.type != oid::tsquery) throw_decode_error("TsQuery", cell);
    WireReader reader(cell, "TsQuery");
    std::vector<Item> items(reader.count(2));
    for (Item& item : items) item = read_item(reader);
    reader.expect_end();
    std::vector<TsOperand> stack;
    for (std::size_t i = items.size(); i-- > 0;) {
        const Item& item = items[i];
        if (item.op == 0) {
            stack.push_back({value_text(item), priority_of(op_not) + 1});
            continue;
        }
        const int priority = priority_of(item.op);
        if (stack.size() < (item.op == op_not ? 1U : 2U)) reader.fail("an operator without operands");
        TsOperand right = std::move(stack.back());
        stack.pop_back();
        right.enclose(priority, item.op == op_phrase);
        if (++right.depth > max_query_depth) reader.fail("nested too deeply");
        if (item.op == op_not) {
            stack.push_back({'!' + right.text, priority, false, right.depth});
            continue;
        }
        TsOperand& left = stack.back();
        left.enclose(priority, false);
        switch (item.op) {
            case op_or: left.text += " | "; break;
            case op_and: left.text += " & "; break;
            default: left.text += item.distance == 1 ? " <-> " : " <" + std::to_string(item.distance) + "> ";
        }
        left.text += right.text;
        left.priority = priority;
        left.phrase = item.op == op_phrase;
        left.depth = std::max(left.depth, right.depth);
    }
    if (stack.size() > 1) reader.fail("operands without an operator");
    if (!stack.empty()) out += stack.back().text;
}

}  // namespace azoth::detail
