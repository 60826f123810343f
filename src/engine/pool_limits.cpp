#include "engine/pool_limits.hpp"

namespace azoth::detail {

PoolState::Limits pool_limits(const EngineOptions& options) {
    PoolState::Limits limits;
    limits.lifo = options.pool_use_lifo;
    limits.pre_ping = options.pool_pre_ping;
    limits.ping_after = options.pool_ping_after;
    switch (options.pool) {
        case PoolKind::null_pool:
            limits.size = 0;
            limits.keep = false;
            break;
        case PoolKind::static_pool:
            limits.size = 1;
            limits.max_overflow = 0;
            break;
        case PoolKind::queue_pool:
            limits.size = options.pool_size;
            limits.max_overflow = options.max_overflow;
            limits.min_idle = options.pool_min_idle;
            limits.recycle = options.pool_recycle;
            limits.recycle_jitter = options.pool_recycle_jitter;
            limits.idle_timeout = options.pool_idle_timeout;
            break;
    }
    return limits;
}

}  // namespace azoth::detail
