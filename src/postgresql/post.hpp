#pragma once

#include "async/post.hpp"

namespace azoth::postgresql {

using async::post_to;

}  // namespace azoth::postgresql
