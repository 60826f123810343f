#pragma once

#include <azoth/sql/compiler.hpp>

namespace azoth::sqlite {

/// What SQLite spells in its own way.
class SqliteCompiler final : public Compiler {
public:
    using Compiler::Compiler;

protected:
    bool is_reserved(std::string_view lower_case_word) const noexcept override;
    void write_placeholder(std::size_t index, std::string_view name) override;
    bool placeholders_repeat() const noexcept override { return false; }
    void write_boolean(bool value) override;
    void write_limit(const ast::SelectNode& node) override;
};

}  // namespace azoth::sqlite
