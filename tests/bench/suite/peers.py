#!/usr/bin/python3
"""What a user might take instead, on the workloads of workloads.hpp: asyncpg and psycopg 3.

    peers.py DRIVER WORKLOAD CONNECTIONS DEPTH SECONDS        started by tests/bench/run

DRIVER: asyncpg | asyncpg-pool (DEPTH tasks on a pool of CONNECTIONS) | psycopg (one connection, blocking)."""

import asyncio
import json
import os
import random
import re
import sys
import time

QUESTIONS = {
    "one": ("SELECT 1+1", lambda: ()),
    "lookup": ("SELECT id, name, balance FROM bench_account WHERE id = $1::int4",
               lambda: (random.randint(1, 100000),)),
    "pg_type": ("SELECT typname, typnamespace, typowner, typlen, typbyval, typcategory, typispreferred, typisdefined, "
                "typdelim, typrelid, typelem, typarray FROM pg_type WHERE typtypmod = $1::int4 AND typisdefined = "
                "$2::bool", lambda: (-1, True)),
    "series": ("SELECT i FROM generate_series(1, $1::int4) AS i", lambda: (1000,)),
    "bytes": ("SELECT * FROM bench_bytes", lambda: ()),
    "arrays": ("SELECT * FROM bench_arrays", lambda: ()),
}
COLUMNS = "abcdefg"
ROW = (10, 11, 10, "TESTTESTTEST", 10.333, 12341234, "123412341234")
INSERT = "INSERT INTO bench_rows (a, b, c, d, e, f, g) VALUES ($1, $2, $3, $4, $5, $6, $7)"


def peak_memory():
    """In KiB. getrusage() would count what the parent had when it forked."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


class Meter:
    def __init__(self, seconds):
        self.restart(seconds)

    def restart(self, seconds):
        self.queries = self.rows = 0
        self.begin = time.monotonic()
        self.cpu = time.process_time()
        self.end = self.begin + seconds

    def is_over(self):
        return time.monotonic() >= self.end

    def add(self, rows):
        self.queries += 1
        self.rows += rows

    def report(self, driver, workload):
        wall = time.monotonic() - self.begin
        cpu = time.process_time() - self.cpu
        print(json.dumps({"workload": workload, "driver": driver, "queries_s": round(self.queries / wall, 1),
                          "rows_s": round(self.rows / wall), "wall_us": round(wall / self.queries * 1e6, 3),
                          "cpu_us": round(cpu / self.queries * 1e6, 3),
                          "rss_kb": peak_memory()}))


async def asyncpg_work(conn, workload, meter):
    if workload == "batch":
        rows = [ROW] * 1000
        while not meter.is_over():
            await conn.executemany(INSERT, rows)
            meter.add(len(rows))
    elif workload == "copy_in":
        rows = [ROW] * 10000
        while not meter.is_over():
            await conn.copy_records_to_table("bench_rows", records=rows, columns=list(COLUMNS))
            meter.add(len(rows))
    else:
        sql, arguments = QUESTIONS[workload]
        statement = await conn.prepare(sql)
        while not meter.is_over():
            meter.add(len(await statement.fetch(*arguments())))


async def pool_work(pool, workload, meter):
    sql, arguments = QUESTIONS[workload]
    while not meter.is_over():
        meter.add(len(await pool.fetch(sql, *arguments())))


async def with_asyncpg(driver, workload, connections, depth, seconds, at):
    import asyncpg
    meter = Meter(seconds / 4)
    if driver == "asyncpg-pool":
        pool = await asyncpg.create_pool(**at, min_size=connections, max_size=connections)
        work = [(pool_work, pool)] * depth
    else:
        work = [(asyncpg_work, await asyncpg.connect(**at)) for _ in range(connections)]
    for limit in (seconds / 4, seconds):
        meter.restart(limit)
        await asyncio.gather(*[function(source, workload, meter) for function, source in work])
    meter.report(driver, workload)


def with_psycopg(workload, seconds, at):
    import psycopg
    meter = Meter(seconds / 4)
    sql, arguments = (INSERT, None) if workload == "batch" else QUESTIONS[workload]
    sql = re.sub(r"\$\d", "%s", sql)
    with psycopg.connect(host=at["host"], port=at["port"], user=at["user"], dbname=at["database"],
                         autocommit=True) as conn:
        cursor = conn.cursor(binary=True)
        for limit in (seconds / 4, seconds):
            meter.restart(limit)
            while not meter.is_over():
                if workload == "batch":
                    cursor.executemany(sql, [ROW] * 1000)
                    meter.add(1000)
                else:
                    meter.add(len(cursor.execute(sql, arguments(), prepare=True).fetchall()))
    meter.report("psycopg", workload)


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    driver, workload, connections, depth, seconds = sys.argv[1:]
    at = {"host": os.environ["AZOTH_TEST_PG_SOCKET_DIR"], "port": int(os.environ["AZOTH_TEST_PG_PORT"]),
          "user": "azoth", "database": "azoth"}
    if driver == "psycopg":
        with_psycopg(workload, float(seconds), at)
        return
    try:
        import uvloop
        uvloop.install()
    except ImportError:
        pass
    asyncio.run(with_asyncpg(driver, workload, int(connections), int(depth), float(seconds), at))


if __name__ == "__main__":
    main()
