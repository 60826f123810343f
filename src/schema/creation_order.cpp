#include "schema/creation_order.hpp"

#include "expression/child_reader.hpp"
#include <azoth/error.hpp>
#include <azoth/schema/metadata.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace azoth {
namespace {

class TableCollector final : public ast::ChildReader {
public:
    void child(const ast::Node* node) override {
        if (node == nullptr) return;
        if (const auto* const table = dynamic_cast<const ast::TableNode*>(node)) {
            tables.push_back(table);
        } else {
            node->members(*this);
        }
    }

    std::vector<const ast::TableNode*> tables;
};

struct Edge {
    std::size_t table;
    std::size_t needs;
    const ForeignKeyInfo* key;  // null: the dependency cannot be added later
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
    bool late(const ForeignKeyInfo& key) const { return late_.contains(&key); }

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

    // Level by level, each in the given order: first the tables that depend on nothing that is left.
    bool sort() {
        std::vector<std::size_t> needed(tables_.size(), 0);
        const Neighbours dependents = neighbours(&Edge::needs, &Edge::table);
        for (const Edge& edge : edges_) ++needed[edge.table];
        std::vector<std::size_t> ready;
        for (std::size_t i = 0; i < tables_.size(); ++i) {
            if (needed[i] == 0) ready.push_back(i);
        }
        order_.tables.clear();
        while (!ready.empty()) {
            std::vector<std::size_t> next;
            for (const std::size_t place : ready) {
                order_.tables.push_back(tables_[place]);
                for (const std::size_t dependent : dependents[place]) {
                    if (--needed[dependent] == 0) next.push_back(dependent);
                }
            }
            std::sort(next.begin(), next.end());
            ready = std::move(next);
        }
        if (order_.tables.size() == tables_.size()) return true;
        stuck_.clear();
        for (std::size_t i = 0; i < tables_.size(); ++i) {
            if (needed[i] != 0) stuck_.push_back(i);
        }
        return false;
    }

    using Neighbours = std::vector<std::vector<std::size_t>>;

    Neighbours neighbours(std::size_t Edge::*from, std::size_t Edge::*to) const {
        Neighbours result(tables_.size());
        for (const Edge& edge : edges_) result[edge.*from].push_back(edge.*to);
        return result;
    }

    // Gives tables that reach each other the same number: Tarjan's strongly connected components, with an explicit
    // stack instead of recursion.
    std::vector<std::size_t> components() const {
        constexpr std::size_t none = SIZE_MAX;
        const Neighbours needs = neighbours(&Edge::table, &Edge::needs);
        std::vector<std::size_t> component(tables_.size(), none);
        std::vector<std::size_t> number(tables_.size(), none);
        std::vector<std::size_t> lowest(tables_.size(), 0);
        std::vector<std::size_t> open;
        std::vector<std::pair<std::size_t, std::size_t>> path;  // table, number of its dependencies visited
        std::size_t visited = 0;
        for (std::size_t start = 0; start < tables_.size(); ++start) {
            if (number[start] != none) continue;
            path.emplace_back(start, 0);
            while (!path.empty()) {
                const std::size_t place = path.back().first;
                if (number[place] == none) {
                    number[place] = lowest[place] = visited++;
                    open.push_back(place);
                }
                if (path.back().second < needs[place].size()) {
                    const std::size_t next = needs[place][path.back().second++];
                    if (number[next] == none) {
                        path.emplace_back(next, 0);
                    } else if (component[next] == none) {
                        lowest[place] = std::min(lowest[place], number[next]);
                    }
                    continue;
                }
                path.pop_back();
                if (!path.empty()) lowest[path.back().first] = std::min(lowest[path.back().first], lowest[place]);
                if (lowest[place] != number[place]) continue;
                while (component[place] == none) {
                    component[open.back()] = place;
                    open.pop_back();
                }
            }
        }
        return component;
    }

    void break_cycles() {
        std::vector<Edge> kept;
        std::string names;
        const std::vector<std::size_t> component = components();
        for (const Edge& edge : edges_) {
            const bool in_cycle = component[edge.needs] == component[edge.table];
            if (in_cycle && edge.key != nullptr && may_be_late_(*edge.key)) {
                late_.insert(edge.key);
            } else {
                kept.push_back(edge);
            }
        }
        if (kept.size() == edges_.size()) {
            for (const std::size_t place : stuck_) {
                names += (names.empty() ? "" : ", ") + tables_[place]->full_name();
            }
            throw CircularDependencyError("tables depend on each other in a cycle (among " + names +
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
    std::unordered_set<const ForeignKeyInfo*> late_;
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
