#pragma once

#include "request.hpp"

#include <boost/intrusive/list.hpp>

#include <memory>

namespace azoth::postgresql::pipeline {

/// Owns requests, or completions, in order. Does not allocate.
template <class T>
class OwningList {
    using List = boost::intrusive::list<T, boost::intrusive::constant_time_size<false>>;

public:
    OwningList() = default;
    OwningList(OwningList&& other) noexcept { take(other); }
    OwningList& operator=(OwningList&& other) noexcept {
        if (this != &other) {
            clear();
            take(other);
        }
        return *this;
    }
    ~OwningList() { clear(); }

    bool empty() const noexcept { return list_.empty(); }
    T& front() noexcept { return list_.front(); }
    const T& front() const noexcept { return list_.front(); }
    T& back() noexcept { return list_.back(); }
    const T& back() const noexcept { return list_.back(); }
    auto begin() noexcept { return list_.begin(); }
    auto end() noexcept { return list_.end(); }
    auto begin() const noexcept { return list_.begin(); }
    auto end() const noexcept { return list_.end(); }
    auto iterator_to(T& item) noexcept { return list_.iterator_to(item); }

    void push_back(std::unique_ptr<T> item) noexcept { list_.push_back(*item.release()); }
    void push_front(std::unique_ptr<T> item) noexcept { list_.push_front(*item.release()); }
    template <class Iterator>
    void insert(Iterator before, std::unique_ptr<T> item) noexcept {
        list_.insert(before, *item.release());
    }
    std::unique_ptr<T> pop_front() noexcept {
        std::unique_ptr<T> item(&list_.front());
        list_.pop_front();
        return item;
    }
    /// Removes an item. Precondition: it is in this list.
    std::unique_ptr<T> remove(T& item) noexcept {
        list_.erase(list_.iterator_to(item));
        return std::unique_ptr<T>(&item);
    }
    /// Moves the items of another list, or those in [first, last), to the end of this one.
    void take(OwningList& other) noexcept {
        if (!other.list_.empty()) list_.splice(list_.end(), other.list_);
    }
    template <class Iterator>
    void take(OwningList& other, Iterator first, Iterator last) noexcept {
        list_.splice(list_.end(), other.list_, first, last);
    }
    void clear() noexcept {
        while (!list_.empty()) pop_front();
    }

private:
    List list_;
};

using RequestList = OwningList<Request>;
using CompletionList = OwningList<Completion>;

}  // namespace azoth::postgresql::pipeline
