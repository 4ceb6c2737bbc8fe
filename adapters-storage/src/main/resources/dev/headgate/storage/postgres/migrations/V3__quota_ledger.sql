-- GitHub's quota as all processes spend it. The rules are those of the core's class QuotaAccount,
-- whose arithmetic this repeats. All times are milliseconds since the epoch by the server's clock;
-- a null moment means now, as it is in production.

-- Unlogged, as the holds are: a reservation waits for no disk. After a crash nothing is known, which
-- the next answers of GitHub teach anew; an orderly restart keeps everything.
CREATE UNLOGGED TABLE quota_account (
  host text COLLATE "C",
  principal text COLLATE "C",
  resource text COLLATE "C",
  -- What its holds name it by.
  number bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  window_limit bigint NOT NULL,
  remaining bigint NOT NULL,
  -- Null while nothing is known.
  reset bigint,
  reserved bigint NOT NULL,
  -- No hold lapses before.
  next_lapse bigint NOT NULL,
  -- From then on there is nothing left to remember.
  idle_at bigint NOT NULL,
  PRIMARY KEY (host, principal, resource)
)
WITH (fillfactor = 70);

CREATE UNLOGGED TABLE quota_hold (
  account bigint,
  id uuid,
  points bigint NOT NULL,
  lapse bigint NOT NULL,
  PRIMARY KEY (account, id)
);

-- Logged: GitHub's wish for silence outlives a crash.
CREATE TABLE quota_pause (
  host text COLLATE "C",
  principal text COLLATE "C",
  until bigint NOT NULL,
  PRIMARY KEY (host, principal)
);

CREATE FUNCTION epoch_millis() RETURNS bigint
LANGUAGE sql VOLATILE PARALLEL SAFE
RETURN floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint;

-- All counters of one principal take their turns: a response may be booked on another of them than
-- was reserved on, and one lock cannot be taken in the wrong order.
CREATE FUNCTION quota_turn(host text, principal text) RETURNS void
LANGUAGE sql VOLATILE
RETURN pg_advisory_xact_lock(hashtextextended(host || ' ' || principal, 7461));

-- Until when the principal must rest; null where he need not.
CREATE FUNCTION quota_rest(host text, principal text, at bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
  RETURN (SELECT p.until FROM headgate.quota_pause AS p
    WHERE p.host = $1 AND p.principal = $2 AND p.until > at);
END
$$;

-- The account without what is over: what was not settled in time counts as spent, in the window in
-- which it lapsed; then the figures of an ended window go. Whoever calls this has his turn.
CREATE FUNCTION quota_open(host text, principal text, resource text, grace bigint, at bigint)
RETURNS headgate.quota_account
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  a headgate.quota_account;
  released bigint;
  spent bigint;
BEGIN
  SELECT * INTO a FROM headgate.quota_account AS q
  WHERE q.host = $1 AND q.principal = $2 AND q.resource = $3;
  IF NOT FOUND THEN
    a.host := $1;
    a.principal := $2;
    a.resource := $3;
    a.window_limit := 0;
    a.remaining := 0;
    a.reserved := 0;
    a.next_lapse := 9223372036854775807;
    a.idle_at := 0;
    RETURN a;
  END IF;
  IF at >= a.next_lapse THEN
    WITH gone AS (
      DELETE FROM headgate.quota_hold AS h
      WHERE h.account = a.number AND h.lapse <= at
      RETURNING h.points, h.lapse)
    SELECT coalesce(sum(points), 0),
      coalesce(sum(points) FILTER (WHERE lapse < a.reset + grace), 0)
    INTO released, spent FROM gone;
    a.reserved := greatest(0, a.reserved - released);
    a.remaining := greatest(0, a.remaining - spent);
    SELECT coalesce(min(h.lapse), 9223372036854775807) INTO a.next_lapse
    FROM headgate.quota_hold AS h WHERE h.account = a.number;
    UPDATE headgate.quota_account AS q
    SET remaining = a.remaining, reserved = a.reserved, next_lapse = a.next_lapse
    WHERE q.host = $1 AND q.principal = $2 AND q.resource = $3;
  END IF;
  IF at >= a.reset + grace THEN
    a.window_limit := 0;
    a.remaining := 0;
    a.reset := NULL;
  END IF;
  RETURN a;
END
$$;

-- Writes the account, or forgets it where nothing is left to remember. Answers with its number.
CREATE FUNCTION quota_keep(a headgate.quota_account, rest bigint, grace bigint, at bigint)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  known CONSTANT bigint := coalesce(a.reset + grace, 0);
BEGIN
  IF a.reserved = 0 AND at >= known AND rest IS NULL THEN
    DELETE FROM headgate.quota_account AS q WHERE q.number = a.number
      AND q.host = a.host AND q.principal = a.principal AND q.resource = a.resource;
    RETURN NULL;
  END IF;
  a.idle_at := greatest(a.idle_at, known, coalesce(rest, 0));
  UPDATE headgate.quota_account AS q
  SET window_limit = a.window_limit, remaining = a.remaining, reset = a.reset,
    reserved = a.reserved, next_lapse = a.next_lapse, idle_at = a.idle_at
  WHERE q.host = a.host AND q.principal = a.principal AND q.resource = a.resource
  RETURNING q.number INTO a.number;
  IF NOT FOUND THEN
    INSERT INTO headgate.quota_account
      (host, principal, resource, window_limit, remaining, reset, reserved, next_lapse, idle_at)
    VALUES (a.host, a.principal, a.resource, a.window_limit, a.remaining, a.reset, a.reserved,
      a.next_lapse, a.idle_at)
    RETURNING number INTO a.number;
  END IF;
  RETURN a.number;
END
$$;

-- What a response said: a later window wins, and within a window the lower remainder.
CREATE FUNCTION quota_observe(
  a headgate.quota_account, seen_limit bigint, seen_remaining bigint, seen_reset bigint,
  tolerance bigint, grace bigint, at bigint)
RETURNS headgate.quota_account
LANGUAGE plpgsql STABLE
AS $$
BEGIN
  IF a.reset IS NULL OR seen_reset > a.reset + tolerance THEN
    IF at < seen_reset + grace THEN
      a.window_limit := seen_limit;
      a.remaining := seen_remaining;
      a.reset := seen_reset;
    END IF;
  ELSIF seen_reset >= a.reset - tolerance THEN
    a.window_limit := seen_limit;
    a.remaining := least(a.remaining, seen_remaining);
    a.reset := greatest(a.reset, seen_reset);
  END IF;
  RETURN a;
END
$$;

CREATE FUNCTION quota_reserve(
  host text, principal text, resource text, id uuid, points bigint, spare bigint, hold bigint,
  owed boolean, grace bigint, moment bigint,
  OUT granted boolean, OUT at bigint, OUT window_limit bigint, OUT remaining bigint,
  OUT reset bigint, OUT reserved bigint, OUT rest bigint)
LANGUAGE plpgsql VOLATILE
-- A plan made while the tables were small must not scan them when they have grown.
SET enable_seqscan = off
AS $$
DECLARE
  a headgate.quota_account;
BEGIN
  PERFORM headgate.quota_turn(host, principal);
  at := coalesce(moment, headgate.epoch_millis());
  rest := headgate.quota_rest(host, principal, at);
  a := headgate.quota_open(host, principal, resource, grace, at);
  granted := EXISTS (
    SELECT FROM headgate.quota_hold AS h WHERE h.account = a.number AND h.id = $4);
  IF NOT granted THEN
    granted := owed
      OR (rest IS NULL AND (a.reset IS NULL OR a.remaining - a.reserved >= points + spare));
    IF granted AND points > 0 THEN
      a.reserved := a.reserved + points;
      a.next_lapse := least(a.next_lapse, at + hold);
      a.idle_at := greatest(a.idle_at, at + hold);
      a.number := headgate.quota_keep(a, rest, grace, at);
      INSERT INTO headgate.quota_hold (account, id, points, lapse)
      VALUES (a.number, $4, points, at + hold);
    END IF;
  END IF;
  window_limit := a.window_limit;
  remaining := a.remaining;
  reset := a.reset;
  reserved := a.reserved;
END
$$;

CREATE FUNCTION quota_settle(
  host text, principal text, resource text, id uuid, spent bigint, seen_resource text,
  seen_limit bigint, seen_remaining bigint, seen_reset bigint, tolerance bigint, grace bigint,
  moment bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
  at bigint;
  rest bigint;
  held bigint;
  a headgate.quota_account;
BEGIN
  PERFORM headgate.quota_turn(host, principal);
  at := coalesce(moment, headgate.epoch_millis());
  rest := headgate.quota_rest(host, principal, at);
  a := headgate.quota_open(host, principal, resource, grace, at);
  DELETE FROM headgate.quota_hold AS h WHERE h.account = a.number AND h.id = $4
  RETURNING h.points INTO held;
  IF FOUND THEN
    a.reserved := greatest(0, a.reserved - held);
    IF seen_reset IS NULL AND a.reset IS NOT NULL THEN
      a.remaining := greatest(0, a.remaining - spent);
    END IF;
  END IF;
  IF seen_resource <> resource THEN
    PERFORM headgate.quota_keep(a, rest, grace, at);
    a := headgate.quota_open(host, principal, seen_resource, grace, at);
  END IF;
  IF seen_reset IS NOT NULL THEN
    a := headgate.quota_observe(
      a, seen_limit, seen_remaining, seen_reset, tolerance, grace, at);
  END IF;
  PERFORM headgate.quota_keep(a, rest, grace, at);
END
$$;

CREATE FUNCTION quota_pause(
  host text, principal text, resource text, span bigint, grace bigint, moment bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
  at bigint;
BEGIN
  PERFORM headgate.quota_turn(host, principal);
  at := coalesce(moment, headgate.epoch_millis());
  IF span > 0 THEN
    INSERT INTO headgate.quota_pause AS p (host, principal, until)
    VALUES ($1, $2, at + span)
    ON CONFLICT ON CONSTRAINT quota_pause_pkey
    DO UPDATE SET until = greatest(p.until, excluded.until);
  END IF;
  PERFORM headgate.quota_keep(
    headgate.quota_open(host, principal, resource, grace, at),
    headgate.quota_rest(host, principal, at), grace, at);
END
$$;

CREATE FUNCTION quota_exhaust(
  host text, principal text, resource text, until bigint, grace bigint, moment bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
  at bigint;
  a headgate.quota_account;
BEGIN
  PERFORM headgate.quota_turn(host, principal);
  at := coalesce(moment, headgate.epoch_millis());
  a := headgate.quota_open(host, principal, resource, grace, at);
  a.window_limit := greatest(a.window_limit, 1);
  a.remaining := 0;
  a.reset := until;
  PERFORM headgate.quota_keep(a, headgate.quota_rest(host, principal, at), grace, at);
END
$$;

CREATE FUNCTION quota_look(
  host text, principal text, resource text, grace bigint, moment bigint,
  OUT at bigint, OUT window_limit bigint, OUT remaining bigint, OUT reset bigint,
  OUT reserved bigint, OUT rest bigint)
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
  a headgate.quota_account;
BEGIN
  PERFORM headgate.quota_turn(host, principal);
  at := coalesce(moment, headgate.epoch_millis());
  rest := headgate.quota_rest(host, principal, at);
  a := headgate.quota_open(host, principal, resource, grace, at);
  window_limit := a.window_limit;
  remaining := a.remaining;
  reset := a.reset;
  reserved := a.reserved;
END
$$;

-- Lists the accounts, those with the least left first; what is idle is swept out on the way.
CREATE FUNCTION quota_accounts(most bigint, grace bigint, moment bigint)
RETURNS TABLE (
  host text, principal text, resource text, at bigint, window_limit bigint, remaining bigint,
  reset bigint, reserved bigint, rest bigint)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  seen_at CONSTANT bigint := coalesce(moment, headgate.epoch_millis());
BEGIN
  WITH gone AS (
    DELETE FROM headgate.quota_account AS q WHERE q.idle_at <= seen_at RETURNING q.number)
  DELETE FROM headgate.quota_hold AS h USING gone
  WHERE h.account = gone.number AND h.lapse <= seen_at;
  DELETE FROM headgate.quota_pause AS p WHERE p.until <= seen_at;
  RETURN QUERY
    SELECT q.host, q.principal, q.resource, seen_at,
      CASE WHEN w.runs THEN q.window_limit ELSE 0 END,
      CASE WHEN w.runs THEN greatest(0, q.remaining - l.spent) ELSE 0 END,
      CASE WHEN w.runs THEN q.reset END,
      greatest(0, q.reserved - l.released),
      p.until
    FROM headgate.quota_account AS q
    CROSS JOIN LATERAL (SELECT q.reset IS NOT NULL AND seen_at < q.reset + grace AS runs) AS w
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(h.points), 0)::bigint AS released,
        coalesce(sum(h.points) FILTER (WHERE h.lapse < q.reset + grace), 0)::bigint AS spent
      FROM headgate.quota_hold AS h
      WHERE seen_at >= q.next_lapse AND h.account = q.number AND h.lapse <= seen_at) AS l
    LEFT JOIN headgate.quota_pause AS p
      ON p.host = q.host AND p.principal = q.principal AND p.until > seen_at
    ORDER BY CASE WHEN w.runs THEN q.remaining::float8 / greatest(q.window_limit, 1) END
      NULLS LAST
    LIMIT most;
END
$$;
