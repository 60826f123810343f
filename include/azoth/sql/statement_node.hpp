#pragma once

#include <azoth/schema/table_node.hpp>
#include <azoth/sql/dml_node.hpp>
#include <azoth/sql/merge_node.hpp>
#include <azoth/sql/query_node.hpp>
#include <azoth/sql/text_node.hpp>
