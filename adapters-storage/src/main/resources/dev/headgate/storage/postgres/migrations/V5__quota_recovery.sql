-- After a principal's rest requests start again slowly, in every process: so its end is told for a
-- while longer.

-- For how long, in milliseconds; QuotaAccount.RECOVERY of the core.
CREATE FUNCTION quota_recovery() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 30000;

-- Until when the principal must rest, or had to until a moment ago; else null.
CREATE FUNCTION quota_rested(host text, principal text, at bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
  RETURN (SELECT p.until FROM headgate.quota_pause AS p
    WHERE p.host = $1 AND p.principal = $2 AND p.until + headgate.quota_recovery() > at);
END
$$;

CREATE OR REPLACE FUNCTION quota_reserve(
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
  rest := headgate.quota_rested(host, principal, at);
END
$$;

CREATE OR REPLACE FUNCTION quota_look(
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
  a := headgate.quota_open(host, principal, resource, grace, at);
  window_limit := a.window_limit;
  remaining := a.remaining;
  reset := a.reset;
  reserved := a.reserved;
  rest := headgate.quota_rested(host, principal, at);
END
$$;

-- Lists the accounts, those with the least left first; what is idle is swept out on the way.
CREATE OR REPLACE FUNCTION quota_accounts(most bigint, grace bigint, moment bigint)
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
  DELETE FROM headgate.quota_pause AS p
  WHERE p.until + headgate.quota_recovery() <= seen_at;
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
      ON p.host = q.host AND p.principal = q.principal
        AND p.until + headgate.quota_recovery() > seen_at
    ORDER BY CASE WHEN w.runs THEN q.remaining::float8 / greatest(q.window_limit, 1) END
      NULLS LAST
    LIMIT most;
END
$$;
