#pragma once

namespace azoth::detail {

/// The methods that join a FROM item with another; azoth/sql/join.hpp implements them.
template <class Derived>
class Joins {
public:
    /// Joins another item: `users.join(orders)`, `users.join(orders, orders.user_id == users.id)`. Without a condition
    /// it is derived from the foreign keys. Throws NoForeignKeysError or AmbiguousForeignKeysError if that is not
    /// possible.
    template <class Right, class... On>
    auto join(const Right& right, const On&... on) const {
        return join_items(self(), right, on...);
    }
    template <class Right, class... On>
    auto outer_join(const Right& right, const On&... on) const {
        return outer_join_items(self(), right, on...);
    }
    template <class Right, class... On>
    auto right_join(const Right& right, const On&... on) const {
        return right_join_items(self(), right, on...);
    }
    template <class Right, class... On>
    auto full_join(const Right& right, const On&... on) const {
        return full_join_items(self(), right, on...);
    }
    template <class Right>
    auto cross_join(const Right& right) const {
        return cross_join_items(self(), right);
    }

protected:
    Joins() = default;
    ~Joins() = default;
    Joins(const Joins&) = default;
    Joins(Joins&&) = default;
    Joins& operator=(const Joins&) = default;
    Joins& operator=(Joins&&) = default;

private:
    const Derived& self() const noexcept { return static_cast<const Derived&>(*this); }
};

}  // namespace azoth::detail
