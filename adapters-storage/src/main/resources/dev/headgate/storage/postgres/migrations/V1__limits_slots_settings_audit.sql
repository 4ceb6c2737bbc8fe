-- Token buckets. Unlogged: a decision writes nothing to the log and waits for no disk. After a crash
-- the table is empty, so every bucket is full once more; an orderly restart keeps it.
CREATE UNLOGGED TABLE token_bucket (
  -- The first 128 bits of the SHA-256 of policy and subject: no row repeats who called.
  key_high bigint,
  key_low bigint,
  -- The theoretical arrival time, in nanoseconds since the epoch. No index holds it, so that an
  -- update touches none and its old version is reclaimed by the next one on the page.
  tat bigint NOT NULL,
  PRIMARY KEY (key_high, key_low)
)
WITH (fillfactor = 70);

-- The server's clock. Unlike now() it moves on within a transaction.
CREATE FUNCTION epoch_nanos() RETURNS bigint
LANGUAGE sql VOLATILE PARALLEL SAFE
RETURN (extract(epoch FROM clock_timestamp()) * 1000000)::bigint * 1000;

-- Takes permits from every bucket or from none, by the rule of the core's class Gcra, whose
-- arithmetic this repeats without overflow. The keys come sorted, the answer is in their order.
-- The caller's moment is null in production.
CREATE FUNCTION acquire(
  highs bigint[], lows bigint[], intervals bigint[], bursts bigint[], permits bigint,
  moment bigint, OUT granted boolean, OUT decided_at bigint, OUT tats bigint[])
LANGUAGE plpgsql VOLATILE
-- A plan made while the table was small must not scan it when it has grown.
SET enable_seqscan = off
AS $$
DECLARE
  never_charged CONSTANT bigint := -9223372036854775808;
  latest CONSTANT bigint := 9223372036854775807;
  present boolean[];
  before bigint;
  after bigint;
  span bigint;
  backlog bigint;
BEGIN
  -- Turns are taken here and not at the rows: nothing is written for it, a bucket without a row has
  -- one as well, and whoever waits sees what was written before in the statements that follow.
  PERFORM pg_advisory_xact_lock(high) FROM unnest(highs) AS high;
  decided_at := coalesce(moment, headgate.epoch_nanos());
  granted := true;
  FOR i IN 1 .. cardinality(highs) LOOP
    SELECT b.tat INTO before
    FROM headgate.token_bucket AS b
    WHERE b.key_high = highs[i] AND b.key_low = lows[i];
    present[i] := FOUND;
    before := coalesce(before, never_charged);
    tats[i] := before;
    span := intervals[i] * bursts[i];
    backlog := CASE
      WHEN before <= decided_at THEN 0
      WHEN decided_at < 0 AND before > latest + decided_at THEN latest
      ELSE before - decided_at
    END;
    IF permits > bursts[i] OR decided_at > latest - span THEN
      granted := false;
    ELSIF backlog > span - permits * intervals[i] THEN
      granted := false;
    END IF;
  END LOOP;
  IF NOT granted THEN
    RETURN;
  END IF;
  FOR i IN 1 .. cardinality(highs) LOOP
    after := greatest(tats[i], decided_at) + permits * intervals[i];
    tats[i] := after;
    IF present[i] THEN
      UPDATE headgate.token_bucket AS b SET tat = after
      WHERE b.key_high = highs[i] AND b.key_low = lows[i];
      present[i] := FOUND;
    END IF;
    IF NOT present[i] THEN
      INSERT INTO headgate.token_bucket (key_high, key_low, tat)
      VALUES (highs[i], lows[i], after)
      ON CONFLICT (key_high, key_low) DO UPDATE SET tat = excluded.tat;
    END IF;
  END LOOP;
END
$$;

-- How full the buckets are, all at one moment: a single statement sees one state of the table.
CREATE FUNCTION levels(
  highs bigint[], lows bigint[], moment bigint, OUT decided_at bigint, OUT tats bigint[])
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
BEGIN
  decided_at := coalesce(moment, headgate.epoch_nanos());
  tats := ARRAY(
    SELECT coalesce(b.tat, -9223372036854775808)
    FROM unnest(highs, lows) WITH ORDINALITY AS asked (high, low, place)
    LEFT JOIN headgate.token_bucket AS b ON b.key_high = asked.high AND b.key_low = asked.low
    ORDER BY asked.place);
END
$$;

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
