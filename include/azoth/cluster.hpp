#pragma once

// Several PostgreSQL servers as one database: roles, failover, reads on standbys that see earlier writes.

#include <azoth/cluster/cluster.hpp>
#include <azoth/cluster/topology.hpp>
