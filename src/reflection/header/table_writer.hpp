#pragma once

#include "reflection/header/cpp_types.hpp"
#include <azoth/schema/reflected.hpp>

#include <string>
#include <vector>

namespace azoth::detail {

/// `az::Sequence("numbers").start(5)`
std::string cpp_sequence(const SequenceInfo& sequence, const CppTypes& types);

/// Writes the declaration of one table or view.
class TableWriter {
public:
    /// `metadata`: the name of the MetaData, and its own schema.
    TableWriter(const ReflectedTable& table, const ReflectedSchema& schema, const CppTypes& types, std::string metadata,
                const std::string& metadata_schema);

    std::string write(const std::string& shape, const std::string& variable);

private:
    struct Member {
        std::string name;
        std::string type;     ///< the column's C++ type
        std::string comment;  ///< of the line before it
        std::vector<std::string> options;
    };

    Member member(const ReflectedColumn& column);
    void add_foreign_key(const ReflectedColumn& column, Member& member) const;
    std::string key_options(const ReflectedForeignKey& key) const;
    std::string with_struct(const std::string& shape, const std::string& variable) const;
    std::string without_struct(const std::string& variable) const;
    std::string view(const std::string& shape, const std::string& variable) const;
    /// The declaration's items after the columns.
    std::vector<std::string> items() const;
    void add_options(std::vector<std::string>& items) const;
    std::string index(const ReflectedIndex& index) const;
    std::string element(const ReflectedIndexElement& element) const;
    std::string handle(const std::string& column) const;
    bool needs_handle(const ReflectedIndex& index) const;
    bool is_own_foreign_key(const ReflectedForeignKey& key) const;

    const ReflectedTable& table_;
    const ReflectedSchema& schema_;
    const CppTypes& types_;
    std::string metadata_;
    bool other_schema_;
    bool dynamic_;
    std::vector<Member> members_;
    std::vector<DdlHook> hooks_;
};

}  // namespace azoth::detail
