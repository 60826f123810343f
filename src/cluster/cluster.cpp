#include "cluster/node_query.hpp"
#include "cluster/runtime.hpp"
#include <azoth/cluster/cluster.hpp>
#include <azoth/error.hpp>

#include <chrono>
#include <utility>

namespace azoth {
namespace {

constexpr std::chrono::milliseconds drain_pause{10};

bool has_work(const AsyncEngine& engine) {
    const PoolStatus status = engine.pool();
    return status.checked_out != 0 || status.waiting != 0 || status.shared_requests != 0 || status.shared_waiting != 0;
}

}  // namespace

ClusterOptions::ClusterOptions() = default;

Cluster create_cluster(std::string_view url, const ClusterOptions& options) {
    return Cluster(std::make_shared<detail::ClusterRuntime>(Url::parse(url), options));
}

task<AsyncConnection> Cluster::connect(on route) const {
    return [](detail::ClusterCall call) -> task<AsyncConnection> {
        for (;;) {
            co_await call.enter();
            std::exception_ptr error;
            try {
                co_return co_await call.engine().connect();
            } catch (...) {
                error = std::current_exception();
            }
            call.review_start(error);
        }
    }(call(route));
}

task<Position> Cluster::position() const {
    return [](detail::ClusterCall call) -> task<Position> {
        for (;;) {
            co_await call.enter();
            std::exception_ptr error;
            try {
                co_return co_await detail::query_position(call.engine());
            } catch (...) {
                error = std::current_exception();
            }
            // Asked again, it has no effect.
            call.review_start(error);
        }
    }(call(on(Role::primary)));
}

std::vector<NodeStatus> Cluster::nodes() const { return runtime_->status(); }

task<void> Cluster::drain(std::string node, std::chrono::milliseconds limit) const {
    const std::shared_ptr<detail::ClusterRuntime> runtime = runtime_;
    const detail::ClusterNodePtr drained = runtime->find(node);
    runtime->drain(drained, true);
    const auto late = std::chrono::steady_clock::now() + limit;
    while (has_work(drained->engine)) {
        if (std::chrono::steady_clock::now() >= late) {
            throw TimeoutError("the node \"" + node + "\" still has work in flight after " +
                               std::to_string(limit.count()) + " ms: " + drained->engine.pool().to_string());
        }
        co_await detail::pause(drain_pause);
    }
    co_await drained->engine.dispose();
}

void Cluster::undrain(std::string_view node) const { runtime_->drain(runtime_->find(node), false); }

task<void> Cluster::close() const {
    const std::shared_ptr<detail::ClusterRuntime> runtime = runtime_;
    for (const detail::ClusterNodePtr& node : runtime->close()) co_await node->engine.dispose();
}

}  // namespace azoth
