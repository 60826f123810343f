#pragma once

#include <azoth/sql/ddl_script.hpp>
