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

-- The nanoseconds until a bucket is full, as the core's class Gcra has it.
CREATE FUNCTION backlog(tat bigint, moment bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN tat <= moment THEN 0
  WHEN moment < 0 AND tat > 9223372036854775807 + moment THEN 9223372036854775807
  ELSE tat - moment
END;

-- Decides several requests one after the other, each by the rule of the core's class Gcra, whose
-- arithmetic this repeats: it takes permits from every bucket of the request, or from none.
CREATE FUNCTION acquire(
  -- The buckets of all requests, sorted, each once.
  highs bigint[], lows bigint[],
  -- Of each request: the permits, the number of its levels, and the caller's time, which is null in
  -- production.
  permits bigint[], sizes integer[], moments bigint[],
  -- Of each level, request by request: its bucket's place above, and its rule.
  places integer[], intervals bigint[], bursts bigint[],
  -- Of each request.
  OUT granted boolean[], OUT decided_at bigint[],
  -- Of each level: its bucket's TAT after the decision.
  OUT tats bigint[])
LANGUAGE plpgsql VOLATILE
-- A plan made while the table was small must not scan it when it has grown.
SET enable_seqscan = off
AS $$
DECLARE
  never_charged CONSTANT bigint := -9223372036854775808;
  latest CONSTANT bigint := 9223372036854775807;
  server_time bigint;
  moment bigint;
  found_tat bigint;
  state bigint[];
  charged boolean[];
  fits boolean;
  span bigint;
  first integer := 1;
  last integer;
BEGIN
  -- Turns are taken here and not at the rows: nothing is written for it, a bucket without a row has
  -- one as well, and whoever waited sees what was written before in the statements that follow.
  PERFORM pg_advisory_xact_lock(high) FROM unnest(highs) AS high;
  server_time := headgate.epoch_nanos();
  FOR i IN 1 .. cardinality(highs) LOOP
    SELECT b.tat INTO found_tat FROM headgate.token_bucket AS b
    WHERE b.key_high = highs[i] AND b.key_low = lows[i];
    state[i] := coalesce(found_tat, never_charged);
    charged[i] := false;
  END LOOP;
  FOR r IN 1 .. cardinality(permits) LOOP
    moment := coalesce(moments[r], server_time);
    last := first + sizes[r] - 1;
    fits := true;
    FOR l IN first .. last LOOP
      span := intervals[l] * bursts[l];
      IF permits[r] > bursts[l] OR moment > latest - span THEN
        fits := false;
      ELSIF headgate.backlog(state[places[l]], moment) > span - permits[r] * intervals[l] THEN
        fits := false;
      END IF;
    END LOOP;
    FOR l IN first .. last LOOP
      IF fits THEN
        state[places[l]] := greatest(state[places[l]], moment) + permits[r] * intervals[l];
        charged[places[l]] := true;
      END IF;
      tats[l] := state[places[l]];
    END LOOP;
    granted[r] := fits;
    decided_at[r] := moment;
    first := last + 1;
  END LOOP;
  FOR i IN 1 .. cardinality(highs) LOOP
    IF charged[i] THEN
      UPDATE headgate.token_bucket SET tat = state[i]
      WHERE key_high = highs[i] AND key_low = lows[i];
      IF NOT FOUND THEN
        INSERT INTO headgate.token_bucket (key_high, key_low, tat)
        VALUES (highs[i], lows[i], state[i])
        ON CONFLICT (key_high, key_low) DO UPDATE SET tat = excluded.tat;
      END IF;
    END IF;
  END LOOP;
END
$$;

-- Leases permits from each bucket on its own, as the core's port TokenLeases has it.
CREATE FUNCTION take_leases(
  highs bigint[], lows bigint[], intervals bigint[], bursts bigint[], wanted bigint[],
  term bigint, moment bigint,
  OUT decided_at bigint, OUT term_end bigint, OUT permits bigint[], OUT tats bigint[])
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
  never_charged CONSTANT bigint := -9223372036854775808;
  latest CONSTANT bigint := 9223372036854775807;
  found_tat bigint;
  span bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(high) FROM unnest(highs) AS high;
  decided_at := coalesce(moment, headgate.epoch_nanos());
  term_end := decided_at - ((decided_at % term) + term) % term + term;
  FOR i IN 1 .. cardinality(highs) LOOP
    SELECT b.tat INTO found_tat FROM headgate.token_bucket AS b
    WHERE b.key_high = highs[i] AND b.key_low = lows[i];
    tats[i] := coalesce(found_tat, never_charged);
    span := intervals[i] * bursts[i];
    permits[i] := 0;
    IF decided_at <= latest - span THEN
      permits[i] := least(wanted[i], greatest(0, span - greatest(
        headgate.backlog(tats[i], decided_at), term_end - decided_at)) / intervals[i]);
    END IF;
    IF permits[i] > 0 THEN
      tats[i] := greatest(tats[i], term_end) + permits[i] * intervals[i];
      INSERT INTO headgate.token_bucket (key_high, key_low, tat)
      VALUES (highs[i], lows[i], tats[i])
      ON CONFLICT (key_high, key_low) DO UPDATE SET tat = excluded.tat;
    END IF;
  END LOOP;
END
$$;

-- Takes leased permits back while their term lasts.
CREATE FUNCTION give_back(
  highs bigint[], lows bigint[], intervals bigint[], permits bigint[], ends bigint[],
  moment bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
  decided_at bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(high) FROM unnest(highs) AS high;
  decided_at := coalesce(moment, headgate.epoch_nanos());
  FOR i IN 1 .. cardinality(highs) LOOP
    IF decided_at < ends[i] THEN
      UPDATE headgate.token_bucket
      SET tat = greatest(ends[i], tat - permits[i] * intervals[i])
      WHERE key_high = highs[i] AND key_low = lows[i] AND tat > ends[i];
    END IF;
  END LOOP;
END
$$;

-- Makes a bucket as full as one never used.
CREATE FUNCTION forget(high bigint, low bigint) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(high);
  DELETE FROM headgate.token_bucket WHERE key_high = high AND key_low = low;
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

-- Counting leases. Logged, unlike the buckets: a place that was given must not be given again.
CREATE SEQUENCE slot_fence;

CREATE TABLE slot_pool (
  name text PRIMARY KEY,
  -- How many leases it has below, those included that have ended and were not yet removed.
  occupied bigint NOT NULL
);

CREATE TABLE slot_lease (
  holder text,
  pool text,
  fence bigint NOT NULL,
  -- The pool's place in the holder's request.
  place integer NOT NULL,
  -- In nanoseconds since the epoch, like every time here.
  until bigint NOT NULL,
  PRIMARY KEY (holder, pool)
);
CREATE INDEX slot_lease_end ON slot_lease (pool, until);
CREATE INDEX slot_lease_age ON slot_lease (pool, fence);

-- Lets the callers that share a pool take turns, always in the same order.
CREATE FUNCTION lock_slots(pools text[]) RETURNS void
LANGUAGE sql VOLATILE
BEGIN ATOMIC
  SELECT pg_advisory_xact_lock(lock)
  FROM (SELECT DISTINCT hashtextextended(pool, 0) AS lock FROM unnest(pools) AS pool
        ORDER BY lock) AS ordered;
END;

-- Removes leases and the places they took.
CREATE FUNCTION end_slots(pools text[], moment bigint) RETURNS void
LANGUAGE sql VOLATILE
BEGIN ATOMIC
  WITH ended AS (
    DELETE FROM headgate.slot_lease AS l
    WHERE l.pool = ANY (pools) AND l.until <= moment
    RETURNING l.pool)
  UPDATE headgate.slot_pool AS p SET occupied = p.occupied - e.leases
  FROM (SELECT pool, count(*) AS leases FROM ended GROUP BY pool) AS e
  WHERE p.name = e.pool;
END;

-- A place in every pool, or the full ones and when the last of them could have a free place again.
CREATE FUNCTION acquire_slots(
  who text, pools text[], capacities bigint[], length bigint, moment bigint,
  OUT fence bigint, OUT until bigint, OUT full_pools text[], OUT free_at bigint)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  latest CONSTANT bigint := 9223372036854775807;
  decided_at bigint;
  held boolean[];
  taken bigint;
BEGIN
  PERFORM headgate.lock_slots(pools);
  decided_at := coalesce(moment, headgate.epoch_nanos());
  PERFORM headgate.end_slots(pools, decided_at);
  full_pools := '{}';
  FOR i IN 1 .. cardinality(pools) LOOP
    held[i] := EXISTS (
      SELECT FROM headgate.slot_lease AS l WHERE l.holder = who AND l.pool = pools[i]);
    taken := coalesce(
      (SELECT p.occupied FROM headgate.slot_pool AS p WHERE p.name = pools[i]), 0);
    IF NOT held[i] AND taken >= capacities[i] THEN
      full_pools := full_pools || pools[i];
      -- Where the capacity was lowered, more than one lease has to end.
      free_at := greatest(free_at, coalesce(
        (SELECT l.until FROM headgate.slot_lease AS l WHERE l.pool = pools[i]
         ORDER BY l.until OFFSET taken - capacities[i] LIMIT 1),
        latest));
    END IF;
  END LOOP;
  IF cardinality(full_pools) > 0 THEN
    RETURN;
  END IF;
  fence := nextval('headgate.slot_fence');
  until := decided_at + length;
  FOR i IN 1 .. cardinality(pools) LOOP
    INSERT INTO headgate.slot_lease AS l (holder, pool, fence, place, until)
    VALUES (who, pools[i], acquire_slots.fence, i, acquire_slots.until)
    ON CONFLICT (holder, pool) DO UPDATE
      SET fence = excluded.fence, place = excluded.place, until = excluded.until;
    IF NOT held[i] THEN
      INSERT INTO headgate.slot_pool AS p (name, occupied) VALUES (pools[i], 1)
      ON CONFLICT (name) DO UPDATE SET occupied = p.occupied + 1;
    END IF;
  END LOOP;
END
$$;

-- Whether all the places were still held under this fence, and are now until later.
CREATE FUNCTION renew_slots(
  who text, wanted_fence bigint, pools text[], length bigint, moment bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  decided_at bigint;
BEGIN
  PERFORM headgate.lock_slots(pools);
  decided_at := coalesce(moment, headgate.epoch_nanos());
  IF (SELECT count(*) FROM headgate.slot_lease AS l
      WHERE l.holder = who AND l.pool = ANY (pools) AND l.fence = wanted_fence
        AND l.until > decided_at) < cardinality(pools) THEN
    RETURN false;
  END IF;
  UPDATE headgate.slot_lease AS l SET until = decided_at + length
  WHERE l.holder = who AND l.pool = ANY (pools);
  RETURN true;
END
$$;

CREATE FUNCTION release_slots(who text, wanted_fence bigint, pools text[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM headgate.lock_slots(pools);
  WITH released AS (
    DELETE FROM headgate.slot_lease AS l
    WHERE l.holder = who AND l.pool = ANY (pools) AND l.fence = wanted_fence
    RETURNING l.pool)
  UPDATE headgate.slot_pool AS p SET occupied = p.occupied - 1
  FROM released AS r
  WHERE p.name = r.pool;
END
$$;

-- What operators change at run time.
CREATE TABLE shared_setting (
  name text PRIMARY KEY,
  text text NOT NULL,
  version bigint NOT NULL
);

-- The version of the whole, in one row. Writers lock it, so that versions are seen in their order:
-- who has seen one has seen all before it, as with a sequence he would not.
CREATE TABLE setting_version (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  version bigint NOT NULL
);
INSERT INTO setting_version (version) VALUES (0);

-- The new version; null where the setting has another than the expected one.
CREATE FUNCTION write_setting(wanted text, content text, expected bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  written bigint;
BEGIN
  SELECT v.version + 1 INTO written FROM headgate.setting_version AS v FOR UPDATE;
  IF coalesce((SELECT s.version FROM headgate.shared_setting AS s WHERE s.name = wanted), 0)
      <> expected THEN
    RETURN NULL;
  END IF;
  INSERT INTO headgate.shared_setting (name, text, version) VALUES (wanted, content, written)
  ON CONFLICT (name) DO UPDATE SET text = excluded.text, version = excluded.version;
  UPDATE headgate.setting_version SET version = written;
  RETURN written;
END
$$;

-- Whether there was such a setting.
CREATE FUNCTION remove_setting(wanted text) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM 1 FROM headgate.setting_version FOR UPDATE;
  DELETE FROM headgate.shared_setting AS s WHERE s.name = wanted;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE headgate.setting_version SET version = version + 1;
  RETURN true;
END
$$;

-- Who did what. The oldest are removed by the writers.
CREATE TABLE audit_event (
  -- Grows in the order of writing.
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Who wrote it, and its number there: what is sent a second time is not written a second time.
  writer bigint NOT NULL,
  number bigint NOT NULL,
  -- Text, to the nanosecond.
  at text NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  outcome text NOT NULL,
  request_id text NOT NULL,
  UNIQUE (writer, number)
);
