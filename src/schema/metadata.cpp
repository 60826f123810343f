#include <azoth/error.hpp>
#include <azoth/schema/metadata.hpp>
#include <azoth/schema/table_node.hpp>

#include <algorithm>
#include <unordered_map>

namespace azoth {
namespace {

enum class Mark : std::uint8_t { unseen, on_path, done };

// Depth-first: a table is appended when everything it depends on has been.
class DependencySort {
public:
    explicit DependencySort(const MetaData& metadata) : metadata_(metadata) {
        for (const TablePtr& table : metadata.tables()) tables_.emplace(table.get(), table);
    }

    std::vector<TablePtr> run() && {
        for (const TablePtr& table : metadata_.tables()) visit(*table);
        return std::move(sorted_);
    }

private:
    void visit(const ast::TableNode& table) {
        Mark& mark = marks_[&table];
        if (mark == Mark::done) return;
        if (mark == Mark::on_path) {
            throw CircularDependencyError("foreign keys form a cycle through table " + table.full_name());
        }
        mark = Mark::on_path;
        for (const auto& column : table.columns()) {
            for (const ForeignKeyInfo& key : column->info->foreign_keys) {
                const auto* const target = resolve(key, metadata_, table).from;
                const auto found = tables_.find(target);
                if (target != &table && found != tables_.end()) visit(*found->second);
            }
        }
        marks_[&table] = Mark::done;
        sorted_.push_back(tables_.at(&table));
    }

    const MetaData& metadata_;
    std::unordered_map<const ast::FromClause*, TablePtr> tables_;
    std::unordered_map<const ast::TableNode*, Mark> marks_;
    std::vector<TablePtr> sorted_;
};

}  // namespace

MetaData::MetaData(std::string schema) : schema_(std::move(schema)) {}
MetaData::~MetaData() = default;

std::vector<TablePtr> MetaData::sorted_tables() const { return DependencySort(*this).run(); }

const ast::TableNode* MetaData::find(std::string_view full_name) const noexcept {
    for (const TablePtr& table : tables_) {
        const std::size_t dot = table->schema.size();
        const bool matches = table->schema.empty()
                                 ? table->table_name == full_name
                                 : full_name.size() == dot + 1 + table->table_name.size() &&
                                       full_name.starts_with(table->schema) && full_name[dot] == '.' &&
                                       full_name.substr(dot + 1) == table->table_name;
        if (matches) return table.get();
    }
    return nullptr;
}

void MetaData::add(TablePtr table) {
    if (find(table->full_name()) != nullptr) {
        throw ArgumentError("table " + table->full_name() + " is already defined in this MetaData");
    }
    tables_.push_back(std::move(table));
}

const ast::Column& resolve(const ForeignKeyInfo& key, const MetaData& metadata, const ast::TableNode& table) {
    if (key.target_column) return dynamic_cast<const ast::Column&>(*key.target_column);
    const std::size_t dot = key.target.rfind('.');
    const std::string table_name = dot == std::string::npos ? std::string() : key.target.substr(0, dot);
    const ast::TableNode* target = metadata.find(table_name);
    if (target == nullptr && !table.schema.empty()) target = metadata.find(table.schema + '.' + table_name);
    const ast::Column* const column = target == nullptr ? nullptr : target->find(key.target.substr(dot + 1));
    if (column == nullptr) {
        throw NoReferencedTableError("a foreign key of table " + table.full_name() + " points to " + key.target +
                                     ", which this MetaData does not have");
    }
    return *column;
}

}  // namespace azoth
