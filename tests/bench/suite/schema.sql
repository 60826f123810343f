-- What the workloads read and write. May be run again.
DROP TABLE IF EXISTS bench_account, bench_bytes, bench_arrays, bench_rows;

CREATE TABLE bench_account (id int PRIMARY KEY, name text NOT NULL, balance bigint NOT NULL,
                            created timestamptz NOT NULL);
INSERT INTO bench_account
SELECT n, 'name ' || n, n * 10, timestamptz '2026-01-01' + n * interval '1 minute' FROM generate_series(1, 100000) AS n;

CREATE TABLE bench_bytes (b bytea NOT NULL);
INSERT INTO bench_bytes SELECT convert_to(repeat('a', 1000), 'UTF8') FROM generate_series(1, 100);

CREATE TABLE bench_arrays (a int[] NOT NULL);
INSERT INTO bench_arrays SELECT (SELECT array_agg(n) FROM generate_series(1, 100) AS n) FROM generate_series(1, 100);

CREATE TABLE bench_rows (a int, b int, c int, d text, e float8, f int, g text);
VACUUM ANALYZE bench_account, bench_bytes, bench_arrays;
