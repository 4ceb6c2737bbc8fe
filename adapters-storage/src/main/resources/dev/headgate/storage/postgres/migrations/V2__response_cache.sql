-- Cached responses. All times are microseconds since the epoch by the server's clock; a null moment
-- means now, as it is in production. Everything here is unlogged: storing a response waits for no
-- disk and writes nothing twice. After a crash the cache is empty, an orderly restart keeps it.

CREATE UNLOGGED TABLE cached_resource (
  digest uuid PRIMARY KEY,
  path text COLLATE "C" NOT NULL,
  bytes bigint NOT NULL,
  grants int NOT NULL,
  -- When any of its grants was validated last.
  validated bigint NOT NULL
)
WITH (fillfactor = 70);

-- A path may be longer than an index takes; its beginning keeps the order.
CREATE INDEX cached_resource_path ON cached_resource (left(path, 400) COLLATE "C");
CREATE INDEX cached_resource_validated ON cached_resource (validated);

CREATE UNLOGGED TABLE cached_body (
  resource uuid,
  id text COLLATE "C",
  fields bytea NOT NULL,
  body bytea NOT NULL,
  stored bigint NOT NULL,
  PRIMARY KEY (resource, id)
);

-- It is compressed already.
ALTER TABLE cached_body ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE UNLOGGED TABLE cached_grant (
  resource uuid,
  identity uuid,
  id text COLLATE "C" NOT NULL,
  fields bytea NOT NULL,
  stored bigint NOT NULL,
  granted bytea NOT NULL,
  validated bigint NOT NULL,
  PRIMARY KEY (resource, identity)
)
WITH (fillfactor = 70);

-- What changed, in the order in which it became visible. The numbers are moments, so that they are
-- never used twice, not even after a crash.
CREATE UNLOGGED TABLE cache_change (
  number bigint PRIMARY KEY,
  kind text NOT NULL,
  path text COLLATE "C" NOT NULL
);

-- How much there is, as a sum over rows, so that writers do not queue up for one of them.
CREATE UNLOGGED TABLE cache_size (
  part int PRIMARY KEY,
  resources bigint NOT NULL,
  bytes bigint NOT NULL,
  evicted bigint NOT NULL
)
WITH (fillfactor = 20);

CREATE FUNCTION epoch_micros() RETURNS bigint
LANGUAGE sql VOLATILE PARALLEL SAFE
RETURN floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint;

-- What a row takes beside its bytes.
CREATE FUNCTION cache_row_bytes() RETURNS int LANGUAGE sql IMMUTABLE RETURN 120;

-- Whether a selection means that path.
CREATE FUNCTION cache_selects(kind text, selected text, path text) RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN CASE kind
  WHEN 'exactly' THEN path = selected
  WHEN 'beneath' THEN path = selected OR starts_with(path, selected || '/')
  ELSE kind = 'everything'
END;

-- Who stores waits for who invalidates and the other way round, so that each sees what the other
-- did. Taken before any row.
CREATE FUNCTION cache_storing() RETURNS void LANGUAGE sql VOLATILE
RETURN pg_advisory_xact_lock_shared(7462, 1);

CREATE FUNCTION cache_invalidating() RETURNS void LANGUAGE sql VOLATILE
RETURN pg_advisory_xact_lock(7462, 1);

-- Notes a change. The last thing that a transaction does: until it ends, no other gets a number, so
-- whoever has read a number has missed none below it.
CREATE FUNCTION cache_changed(kind text, path text) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  next bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(7462, 2);
  SELECT greatest(coalesce(max(c.number), 0) + 1, headgate.epoch_micros()) INTO next
  FROM headgate.cache_change AS c;
  INSERT INTO headgate.cache_change (number, kind, path) VALUES (next, kind, path);
  -- Now and then, what is older than the latest ten thousand.
  IF random() < 0.01 THEN
    DELETE FROM headgate.cache_change AS c
    WHERE c.number < (
      SELECT k.number FROM headgate.cache_change AS k
      ORDER BY k.number DESC OFFSET 10000 LIMIT 1);
  END IF;
END
$$;

CREATE FUNCTION cache_grew(resources bigint, bytes bigint, evicted bigint) RETURNS void
LANGUAGE sql VOLATILE
AS $$
  INSERT INTO headgate.cache_size AS s (part, resources, bytes, evicted)
  VALUES (pg_backend_pid() % 16, $1, $2, $3)
  ON CONFLICT (part) DO UPDATE
  SET resources = s.resources + $1, bytes = s.bytes + $2, evicted = s.evicted + $3
$$;

-- What is known of a resource: the first row is the identity's own, and empty where it has none;
-- then come the latest of others, those that are newer than its own. One statement sees one state.
CREATE FUNCTION cache_find(resource uuid, identity uuid, ttl bigint, moment bigint)
RETURNS TABLE (
  at bigint, number bigint, id text, fields bytea, body bytea, stored bigint, granted bytea,
  validated bigint)
LANGUAGE sql VOLATILE
AS $$
  WITH clock AS MATERIALIZED (
    SELECT coalesce($4, headgate.epoch_micros()) AS at,
      coalesce((SELECT max(c.number) FROM headgate.cache_change AS c), 0) AS number),
  own AS MATERIALIZED (
    SELECT g.id, g.fields, b.body, g.stored, g.granted, g.validated
    FROM headgate.cached_grant AS g
    JOIN headgate.cached_body AS b ON b.resource = g.resource AND b.id = g.id
    WHERE g.resource = $1 AND g.identity = $2 AND g.validated > (SELECT at FROM clock) - $3),
  others AS (
    SELECT b.id, b.fields, b.body, b.stored
    FROM headgate.cached_resource AS r
    JOIN headgate.cached_body AS b ON b.resource = r.digest
    WHERE r.digest = $1 AND r.validated > (SELECT at FROM clock) - $3
      AND NOT EXISTS (SELECT FROM own WHERE own.id = b.id OR b.stored <= own.validated)
    ORDER BY b.stored DESC
    LIMIT 4)
  SELECT c.at, c.number, o.id, o.fields, o.body, o.stored, o.granted, o.validated
  FROM clock AS c LEFT JOIN own AS o ON true
  UNION ALL
  SELECT c.at, c.number, o.id, o.fields, o.body, o.stored, NULL, NULL
  FROM clock AS c, others AS o
$$;

-- Forgets resources whose rows the caller has deleted.
CREATE FUNCTION cache_forget(digests uuid[]) RETURNS void
LANGUAGE sql VOLATILE
AS $$
  DELETE FROM headgate.cached_grant WHERE resource = ANY ($1);
  DELETE FROM headgate.cached_body WHERE resource = ANY ($1)
$$;

-- Deletes a representation that no grant names. Answers with the bytes that this frees.
CREATE FUNCTION cache_sweep(resource uuid, body_id text) RETURNS bigint
LANGUAGE sql VOLATILE
AS $$
  WITH gone AS (
    DELETE FROM headgate.cached_body AS b
    WHERE b.resource = $1 AND b.id = $2
      AND NOT EXISTS (
        SELECT FROM headgate.cached_grant AS g WHERE g.resource = $1 AND g.id = $2)
    RETURNING octet_length(b.body) + octet_length(b.fields) + headgate.cache_row_bytes() AS bytes)
  SELECT coalesce(sum(bytes), 0)::bigint FROM gone
$$;

-- Keeps one resource within its bounds: expired grants go, then those that were validated longest
-- ago, never the one just made. Answers with the bytes that this frees.
CREATE FUNCTION cache_tidy(
  resource uuid, identity uuid, excess_bytes bigint, at bigint, ttl bigint, OUT freed bigint,
  OUT revoked int)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  old record;
BEGIN
  freed := 0;
  revoked := 0;
  FOR old IN
    SELECT g.identity, g.id, g.validated,
      octet_length(g.fields) + octet_length(g.granted) + headgate.cache_row_bytes() AS bytes,
      row_number() OVER (ORDER BY g.validated DESC) AS place
    FROM headgate.cached_grant AS g
    WHERE g.resource = $1 AND g.identity <> $2
    ORDER BY g.validated
  LOOP
    EXIT WHEN old.validated > at - ttl AND old.place <= 896 AND freed >= excess_bytes;
    DELETE FROM headgate.cached_grant AS g WHERE g.resource = $1 AND g.identity = old.identity;
    freed := freed + old.bytes + headgate.cache_sweep(resource, old.id);
    revoked := revoked + 1;
  END LOOP;
END
$$;

-- Keeps a representation and the grant that came with it, unless what was asked for was invalidated
-- since; then makes room, a little at a time.
CREATE FUNCTION cache_store(
  resource uuid, path text, identity uuid, body_id text, fields bytea, body bytea, granted bytea,
  stored_age bigint, validated_age bigint, as_of bigint, ttl bigint, max_bytes bigint,
  moment bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
  at bigint;
  fresh boolean;
  fresh_body boolean;
  before record;
  grown bigint;
  total_bytes bigint;
  count_now int;
  tidied record;
  gone_digests uuid[];
  gone_bytes bigint;
BEGIN
  PERFORM headgate.cache_storing();
  IF EXISTS (
      SELECT FROM headgate.cache_change AS c
      WHERE c.number > as_of AND headgate.cache_selects(c.kind, c.path, $2))
    OR as_of < (SELECT min(c.number) FROM headgate.cache_change AS c) THEN
    RETURN false;
  END IF;
  at := coalesce(moment, headgate.epoch_micros());
  INSERT INTO headgate.cached_resource AS r (digest, path, bytes, grants, validated)
  VALUES ($1, $2, octet_length($2) + headgate.cache_row_bytes(), 0, at - validated_age)
  ON CONFLICT (digest) DO UPDATE SET validated = greatest(r.validated, excluded.validated)
  RETURNING xmax = 0 INTO fresh;
  grown := CASE WHEN fresh THEN octet_length($2) + headgate.cache_row_bytes() ELSE 0 END;
  SELECT g.id, octet_length(g.fields) + octet_length(g.granted) AS bytes INTO before
  FROM headgate.cached_grant AS g WHERE g.resource = $1 AND g.identity = $3;
  INSERT INTO headgate.cached_body AS b (resource, id, fields, body, stored)
  VALUES ($1, body_id, $5, $6, at - stored_age)
  ON CONFLICT (resource, id) DO UPDATE SET fields = excluded.fields, stored = excluded.stored
  RETURNING xmax = 0 INTO fresh_body;
  IF fresh_body THEN
    grown := grown + octet_length($6) + octet_length($5) + headgate.cache_row_bytes();
  END IF;
  INSERT INTO headgate.cached_grant AS g (
    resource, identity, id, fields, stored, granted, validated)
  VALUES ($1, $3, body_id, $5, at - stored_age, $7, at - validated_age)
  ON CONFLICT (resource, identity) DO UPDATE
  SET id = excluded.id, fields = excluded.fields, stored = excluded.stored,
    granted = excluded.granted, validated = excluded.validated;
  grown := grown + octet_length($5) + octet_length($7)
    + CASE WHEN before.id IS NULL THEN headgate.cache_row_bytes() ELSE -before.bytes END;
  IF before.id <> body_id THEN
    grown := grown - headgate.cache_sweep($1, before.id);
  END IF;
  UPDATE headgate.cached_resource AS r
  SET bytes = r.bytes + grown - CASE WHEN fresh THEN r.bytes ELSE 0 END,
    grants = r.grants + CASE WHEN before.id IS NULL THEN 1 ELSE 0 END
  WHERE r.digest = $1
  RETURNING r.bytes, r.grants INTO total_bytes, count_now;
  IF total_bytes > max_bytes / 8 OR count_now > 1024
    OR (before.id IS NULL AND count_now % 16 = 0) THEN
    SELECT * INTO tidied
    FROM headgate.cache_tidy($1, $3, total_bytes - max_bytes / 8, at, ttl);
    UPDATE headgate.cached_resource AS r
    SET bytes = r.bytes - tidied.freed, grants = r.grants - tidied.revoked
    WHERE r.digest = $1;
    grown := grown - tidied.freed;
  END IF;
  WITH total AS (SELECT coalesce(sum(s.bytes), 0) + grown AS bytes FROM headgate.cache_size AS s),
  oldest AS (
    SELECT r.digest, r.bytes, r.validated,
      sum(r.bytes) OVER (ORDER BY r.validated, r.digest) - r.bytes AS freed_before
    FROM (
      SELECT v.digest, v.bytes, v.validated FROM headgate.cached_resource AS v
      WHERE v.digest <> $1
      ORDER BY v.validated LIMIT 64
      FOR UPDATE SKIP LOCKED) AS r),
  gone AS (
    DELETE FROM headgate.cached_resource AS r USING oldest, total
    WHERE r.digest = oldest.digest
      AND (total.bytes - oldest.freed_before > max_bytes OR oldest.validated <= at - ttl)
    RETURNING r.digest, r.bytes)
  SELECT array_agg(digest), coalesce(sum(bytes), 0)::bigint INTO gone_digests, gone_bytes
  FROM gone
  WHERE EXISTS (SELECT FROM total);
  IF gone_digests IS NOT NULL THEN
    PERFORM headgate.cache_forget(gone_digests);
  END IF;
  PERFORM headgate.cache_grew(
    CASE WHEN fresh THEN 1 ELSE 0 END - coalesce(cardinality(gone_digests), 0),
    grown - gone_bytes, coalesce(cardinality(gone_digests), 0));
  IF NOT fresh AND (fresh_body OR before.id <> body_id) THEN
    PERFORM headgate.cache_changed('replaced', $2);
  END IF;
  RETURN true;
END
$$;

-- Keeps or renews a grant to a representation that is here.
CREATE FUNCTION cache_grant(
  resource uuid, path text, identity uuid, body_id text, granted bytea, validated_age bigint,
  moment bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
  at bigint;
  known record;
  before record;
  grown bigint;
BEGIN
  PERFORM headgate.cache_storing();
  at := coalesce(moment, headgate.epoch_micros());
  UPDATE headgate.cached_resource AS r
  SET validated = greatest(r.validated, at - validated_age)
  WHERE r.digest = $1 AND EXISTS (
    SELECT FROM headgate.cached_body AS b WHERE b.resource = $1 AND b.id = body_id);
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  SELECT b.fields, b.stored INTO known
  FROM headgate.cached_body AS b WHERE b.resource = $1 AND b.id = body_id;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  SELECT g.id, g.fields, g.stored, octet_length(g.fields) + octet_length(g.granted) AS bytes
  INTO before
  FROM headgate.cached_grant AS g WHERE g.resource = $1 AND g.identity = $3;
  IF before.id = body_id THEN
    known.fields := before.fields;
    known.stored := before.stored;
  END IF;
  INSERT INTO headgate.cached_grant AS g (
    resource, identity, id, fields, stored, granted, validated)
  VALUES ($1, $3, body_id, known.fields, known.stored, $5, at - validated_age)
  ON CONFLICT (resource, identity) DO UPDATE
  SET id = excluded.id, fields = excluded.fields, stored = excluded.stored,
    granted = excluded.granted, validated = excluded.validated;
  grown := octet_length(known.fields) + octet_length($5)
    + CASE WHEN before.id IS NULL THEN headgate.cache_row_bytes() ELSE -before.bytes END;
  IF before.id <> body_id THEN
    grown := grown - headgate.cache_sweep($1, before.id);
  END IF;
  IF grown <> 0 OR before.id IS NULL THEN
    UPDATE headgate.cached_resource AS r
    SET bytes = r.bytes + grown,
      grants = r.grants + CASE WHEN before.id IS NULL THEN 1 ELSE 0 END
    WHERE r.digest = $1;
    PERFORM headgate.cache_grew(0, grown, 0);
  END IF;
  IF before.id <> body_id THEN
    PERFORM headgate.cache_changed('replaced', $2);
  END IF;
  RETURN true;
END
$$;

-- Forgets a grant, and the resource with its last one.
CREATE FUNCTION cache_revoke(resource uuid, path text, identity uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
  gone record;
  freed bigint;
  left_now record;
BEGIN
  PERFORM headgate.cache_storing();
  PERFORM FROM headgate.cached_resource AS r WHERE r.digest = $1 FOR UPDATE;
  DELETE FROM headgate.cached_grant AS g WHERE g.resource = $1 AND g.identity = $3
  RETURNING g.id,
    octet_length(g.fields) + octet_length(g.granted) + headgate.cache_row_bytes() AS bytes
  INTO gone;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  freed := gone.bytes + headgate.cache_sweep($1, gone.id);
  UPDATE headgate.cached_resource AS r
  SET bytes = r.bytes - freed, grants = r.grants - 1
  WHERE r.digest = $1
  RETURNING r.bytes, r.grants INTO left_now;
  IF left_now.grants <= 0 THEN
    DELETE FROM headgate.cached_resource AS r WHERE r.digest = $1;
    PERFORM headgate.cache_forget(ARRAY[$1]);
    PERFORM headgate.cache_grew(-1, -freed - left_now.bytes, 0);
  ELSE
    PERFORM headgate.cache_grew(0, -freed, 0);
  END IF;
  PERFORM headgate.cache_changed('revoked', $2);
  RETURN true;
END
$$;

-- Forgets every selected resource. Answers with how many there were.
CREATE FUNCTION cache_invalidate(kind text, path text) RETURNS int
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
  gone_digests uuid[];
  gone_bytes bigint;
BEGIN
  PERFORM headgate.cache_invalidating();
  IF kind = 'everything' THEN
    gone_digests := ARRAY(SELECT r.digest FROM headgate.cached_resource AS r);
  ELSE
    gone_digests := ARRAY(
      SELECT r.digest FROM headgate.cached_resource AS r
      WHERE left(r.path, 400) = left($2, 400) AND r.path = $2);
    IF kind = 'beneath' THEN
      gone_digests := gone_digests || ARRAY(
        SELECT r.digest FROM headgate.cached_resource AS r
        WHERE left(r.path, 400) BETWEEN left($2 || '/', 400) AND left($2 || '0', 400)
          AND starts_with(r.path, $2 || '/'));
    END IF;
  END IF;
  WITH gone AS (
    DELETE FROM headgate.cached_resource AS r WHERE r.digest = ANY (gone_digests)
    RETURNING r.bytes)
  SELECT coalesce(sum(bytes), 0)::bigint INTO gone_bytes FROM gone;
  IF cardinality(gone_digests) > 0 THEN
    PERFORM headgate.cache_forget(gone_digests);
    PERFORM headgate.cache_grew(-cardinality(gone_digests), -gone_bytes, 0);
  END IF;
  PERFORM headgate.cache_changed($1, $2);
  RETURN cardinality(gone_digests);
END
$$;

-- What changed after a number: the first row says how far, and whether nothing is missing.
CREATE FUNCTION cache_changes(since bigint)
RETURNS TABLE (number bigint, continuous boolean, kind text, path text)
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
BEGIN
  IF NOT EXISTS (SELECT FROM headgate.cache_change) THEN
    PERFORM headgate.cache_changed('start', '');
  END IF;
  RETURN QUERY
    WITH latest AS MATERIALIZED (
      SELECT max(c.number) AS number,
        coalesce(bool_or(c.number = since), false) AS continuous
      FROM headgate.cache_change AS c WHERE c.number >= since OR c.number = (
        SELECT max(m.number) FROM headgate.cache_change AS m))
    SELECT l.number, l.continuous, NULL, NULL FROM latest AS l
    UNION ALL
    (SELECT c.number, true, c.kind, c.path
    FROM latest AS l, headgate.cache_change AS c
    WHERE l.continuous AND c.number > since
    ORDER BY c.number);
END
$$;

SELECT cache_changed('start', '');
