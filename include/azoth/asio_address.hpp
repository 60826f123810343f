#pragma once

#include <azoth/types/asio_address.hpp>
