#pragma once

// Several PostgreSQL servers as one database: roles, failover, reading one's own writes on standbys.

#include <azoth/cluster/cluster.hpp>
#include <azoth/cluster/topology.hpp>
