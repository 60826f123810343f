#include "schema/creation_order.hpp"

#include <azoth/error.hpp>
#include <azoth/schema/metadata.hpp>

#include <algorithm>
#include <cstddef>
#include <unordered_map>

namespace azoth {
namespace {

class TableCollector final : public ast::MemberReader {
public:
    void child(const ast::Node* node) override {
        if (node == nullptr) return;
        if (const auto* const table = dynamic_cast<const ast::TableNode*>(node)) {
            tables.push_back(table);
        } else {
            node->members(*this);
        }
    }
    void number(std::int64_t) override {}
    void text(std::string_view) override {}
    void type(const SqlType&) override {}
    void value(const Value&) override {}

    std::vector<const ast::TableNode*> tables;
};

struct Edge {
    std::size_t table;
    std::size_t needs;
    const ForeignKeyInfo* key;  // null: can't be left for later
};

class Sorter {
public:
    Sorter(const std::vector<TablePtr>& tables, KeyPredicate is_late, KeyPredicate may_be_late)
        : tables_(tables), is_late_(is_late), may_be_late_(may_be_late) {
        for (std::size_t i = 0; i < tables.size(); ++i) places_.emplace(tables[i].get(), i);
        for (std::size_t i = 0; i < tables.size(); ++i) add_edges(i);
    }

    CreationOrder run() && {
        while (!sort()) break_cycles();
        for (std::size_t i = 0; i < tables_.size(); ++i) {
            for (const ForeignKeyInfo* const key : tables_[i]->foreign_keys()) {
                if (is_late_(*key) || late(*key)) order_.late_keys.emplace_back(tables_[i], key);
            }
        }
        return std::move(order_);
    }

private:
    bool late(const ForeignKeyInfo& key) const { return std::find(late_.begin(), late_.end(), &key) != late_.end(); }

    void add_edges(std::size_t place) {
        const ast::TableNode& table = *tables_[place];
        for (const ForeignKeyInfo* const key : table.foreign_keys()) {
            if (!is_late_(*key)) add(place, resolve_foreign_key(*key, table).table, key);
        }
        if (table.definition) {
            TableCollector collector;
            collector.child(table.definition.get());
            for (const ast::TableNode* const needed : collector.tables) add(place, needed, nullptr);
        }
        if (table.metadata == nullptr) return;
        const TableOptions& options = table.options;
        for (const auto* const names : {&options.depends_on, &options.inherits}) {
            for (const std::string& name : *names) add(place, table.metadata->find(name), nullptr);
        }
        if (!options.partition_of.empty()) add(place, table.metadata->find(options.partition_of), nullptr);
    }
    void add(std::size_t place, const ast::TableNode* needed, const ForeignKeyInfo* key) {
        const auto found = places_.find(needed);
        if (found != places_.end() && found->second != place) edges_.push_back(Edge{place, found->second, key});
    }

    // Level by level, each in the order given: tables that need nothing any more come next.
    bool sort() {
        std::vector<std::size_t> left(tables_.size());
        for (std::size_t i = 0; i < left.size(); ++i) left[i] = i;
        std::vector<bool> done(tables_.size(), false);
        order_.tables.clear();
        while (!left.empty()) {
            std::vector<std::size_t> ready;
            std::vector<std::size_t> waiting;
            std::vector<bool> blocked(tables_.size(), false);
            for (const Edge& edge : edges_) {
                if (!done[edge.needs]) blocked[edge.table] = true;
            }
            for (const std::size_t place : left) (blocked[place] ? waiting : ready).push_back(place);
            if (ready.empty()) {
                stuck_ = std::move(waiting);
                return false;
            }
            for (const std::size_t place : ready) {
                done[place] = true;
                order_.tables.push_back(tables_[place]);
            }
            left = std::move(waiting);
        }
        return true;
    }

    bool reaches(std::size_t from, std::size_t to) const {
        std::vector<bool> seen(tables_.size(), false);
        std::vector<std::size_t> open{from};
        while (!open.empty()) {
            const std::size_t place = open.back();
            open.pop_back();
            if (place == to) return true;
            if (seen[place]) continue;
            seen[place] = true;
            for (const Edge& edge : edges_) {
                if (edge.table == place) open.push_back(edge.needs);
            }
        }
        return false;
    }

    void break_cycles() {
        std::vector<Edge> kept;
        std::string names;
        for (const Edge& edge : edges_) {
            const bool in_cycle = reaches(edge.needs, edge.table);
            if (in_cycle && edge.key != nullptr && may_be_late_(*edge.key)) {
                late_.push_back(edge.key);
            } else {
                kept.push_back(edge);
            }
        }
        if (kept.size() == edges_.size()) {
            for (const std::size_t place : stuck_) {
                names += (names.empty() ? "" : ", ") + tables_[place]->full_name();
            }
            throw CircularDependencyError("tables need each other in a cycle (among " + names +
                                          "); name their foreign keys, or give one use_alter()");
        }
        edges_ = std::move(kept);
    }

    const std::vector<TablePtr>& tables_;
    KeyPredicate is_late_;
    KeyPredicate may_be_late_;
    std::unordered_map<const ast::TableNode*, std::size_t> places_;
    std::vector<Edge> edges_;
    std::vector<std::size_t> stuck_;
    std::vector<const ForeignKeyInfo*> late_;
    CreationOrder order_;
};

}  // namespace

CreationOrder creation_order(const std::vector<TablePtr>& tables, KeyPredicate is_late) {
    return creation_order(tables, is_late, [](const ForeignKeyInfo&) { return false; });
}

CreationOrder creation_order(const std::vector<TablePtr>& tables, KeyPredicate is_late, KeyPredicate may_be_late) {
    return Sorter(tables, is_late, may_be_late).run();
}

}  // namespace azoth
