-- Token buckets. Unlogged: a decision writes nothing to the log and waits for no disk. After a crash
-- the table is empty, so every bucket is full once more; a clean restart keeps it.
CREATE UNLOGGED TABLE token_bucket (
  -- The first 128 bits of the SHA-256 of policy and subject: no row repeats who called.
  key uuid PRIMARY KEY,
  -- The theoretical arrival time, in nanoseconds since the epoch.
  tat bigint NOT NULL
)
-- Room on each page for the next versions of its rows, so that an update touches no index.
WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

-- What operators change at run time. The sequence is the version of the whole.
CREATE TABLE shared_setting (
  name text PRIMARY KEY,
  text text NOT NULL,
  version bigint NOT NULL
);

CREATE TABLE audit_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  outcome text NOT NULL,
  request_id text NOT NULL
);
