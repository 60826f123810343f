#pragma once

#include <azoth/export.hpp>
#include <azoth/expression/ast.hpp>
#include <azoth/expression/expr.hpp>
#include <azoth/schema/column_options.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/sequence_info.hpp>

#include <cstdint>
#include <string>
#include <utility>

AZOTH_EXPORT_BEGIN

namespace azoth {

namespace ast {

/// The next number of a sequence, as an expression.
class NextValue final : public Described<NextValue, Expression> {
public:
    NextValue(std::string s, std::string n)
        : Described(BigInteger(), Operator::none), schema(std::move(s)), name(std::move(n)) {}

    template <class Self, class Visit>
    static void describe(Self& self, Visit& visit) {
        visit(self.schema);
        visit(self.name);
    }
    std::string_view name_seed() const noexcept override { return "next_value"; }

    /// The sequence's schema; empty: the default.
    std::string schema;
    /// The sequence's name.
    std::string name;
};

}  // namespace ast

/// A sequence. With a MetaData it is created and dropped with the tables. Methods return a changed copy.
class [[nodiscard]] Sequence : public detail::Counting<Sequence> {
public:
    /// Declares a sequence in no MetaData and without a schema. It is created by CreateSequence, or together with the
    /// tables of which a column has it as its default.
    explicit Sequence(std::string name) { info_.name = std::move(name); }
    /// Adds the sequence to a MetaData and takes its schema. Options set afterwards are not part of it: use
    /// `meta.add(Sequence("s").start(10))`.
    Sequence(std::string name, MetaData& metadata) : Sequence(std::move(name)) {
        info_.schema = metadata.schema();
        metadata.add(info_);
    }

    /// Sets the schema.
    Sequence schema(std::string name) const {
        Sequence copy = *this;
        copy.info_.schema = std::move(name);
        return copy;
    }
    /// Sets the type: SmallInteger, Integer or BigInteger.
    Sequence data_type(const SqlType& type) const {
        Sequence copy = *this;
        copy.info_.data_type = type;
        return copy;
    }

    /// Returns the next number as an expression. At compilation UnsupportedCompilationError is thrown if the database
    /// has no sequences.
    Expr<std::int64_t> next_value() const {
        return Expr<std::int64_t>(ast::make_node<const ast::NextValue>(info_.schema, info_.name));
    }
    /// The sequence as data.
    const SequenceInfo& info() const noexcept { return info_; }
    /// Makes the sequence number a column, as the column's option.
    void apply(ColumnInfo& info) const {
        info.sequence = info_;
        info.default_value.expression = next_value().node();
    }

private:
    friend class detail::Counting<Sequence>;
    SequenceOptions& options() noexcept { return info_.options; }

    SequenceInfo info_;
};

}  // namespace azoth

AZOTH_EXPORT_END
