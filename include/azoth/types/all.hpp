#pragma once

// All C++ types that azoth stores without further libraries. Types with a heavy header have a header of their own:
// azoth/json.hpp, azoth/multiprecision.hpp, azoth/asio_address.hpp.

#include <azoth/types/array_codec.hpp>
#include <azoth/types/bit_string.hpp>
#include <azoth/types/chrono_codecs.hpp>
#include <azoth/types/composite_codec.hpp>
#include <azoth/types/decimal.hpp>
#include <azoth/types/enum_codec.hpp>
#include <azoth/types/hstore_codec.hpp>
#include <azoth/types/interval.hpp>
#include <azoth/types/money.hpp>
#include <azoth/types/network.hpp>
#include <azoth/types/number_codecs.hpp>
#include <azoth/types/range_codec.hpp>
#include <azoth/types/text_codecs.hpp>
#include <azoth/types/text_search.hpp>
#include <azoth/types/time_of_day.hpp>
#include <azoth/types/uuid_codec.hpp>
#include <azoth/types/value.hpp>
