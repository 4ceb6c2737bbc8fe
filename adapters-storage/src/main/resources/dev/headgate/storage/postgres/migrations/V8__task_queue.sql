-- The task queue. What a task is lies in one table that is written once; where it stands lies in
-- another of narrow rows, so that a change of state rewrites neither the payload nor an index of
-- what never changes. Times are nanoseconds since 1970.

-- Numbers tasks in the order in which they came, and what is put into a lane in that order.
CREATE SEQUENCE task_number;

CREATE TABLE task (
  number bigint PRIMARY KEY,
  id text NOT NULL,
  kind text NOT NULL,
  priority smallint NOT NULL,
  caller text NOT NULL,
  idempotency_key text,
  task_group text,
  request_id text NOT NULL,
  payload text NOT NULL
);
CREATE UNIQUE INDEX task_id ON task (id);
CREATE UNIQUE INDEX task_idempotency_key ON task (kind, caller, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
CREATE INDEX task_of_group ON task (task_group, number) WHERE task_group IS NOT NULL;
CREATE INDEX task_of_kind ON task (kind, number);
CREATE INDEX task_of_caller ON task (caller, number);

-- The tasks of one kind and class that can be taken, as the core's class FairOrder keeps them.
-- Only who holds the lock of the kind changes it.
CREATE TABLE task_lane (
  lane integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  priority smallint NOT NULL,
  -- No mark is given below it: it is raised to the top whenever the lane is found empty.
  floor bigint NOT NULL DEFAULT 0,
  -- Above all marks that were given.
  top bigint NOT NULL DEFAULT 0,
  UNIQUE (kind, priority)
)
WITH (fillfactor = 50);

-- A caller's next mark in a lane; those that are not above the lane's last served mean nothing.
CREATE TABLE task_mark (
  lane integer NOT NULL,
  caller text NOT NULL,
  next_mark bigint NOT NULL,
  PRIMARY KEY (lane, caller)
)
WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.0,
  autovacuum_vacuum_threshold = 10000);

-- How many of a lane are queued or waiting, and the highest mark that was served: the sum and the
-- maximum over the lane's rows. Whoever changes it takes a row that nobody else is at.
CREATE TABLE task_count (
  lane integer NOT NULL,
  shard bigint NOT NULL DEFAULT nextval('headgate.task_number'),
  waiting bigint NOT NULL,
  served bigint NOT NULL,
  PRIMARY KEY (lane, shard)
)
WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 5000);

-- When those who listen were told of a kind.
CREATE TABLE task_hint (
  kind text PRIMARY KEY,
  told_at bigint NOT NULL
)
WITH (fillfactor = 50);

CREATE TABLE task_state (
  number bigint PRIMARY KEY,
  lane integer NOT NULL,
  -- As the core's TaskState: 0 queued, 1 waiting, 2 running, 3 succeeded, 4 failed, 5 cancelled.
  state smallint NOT NULL,
  called_off boolean NOT NULL DEFAULT false,
  attempts integer NOT NULL DEFAULT 0,
  fence bigint NOT NULL DEFAULT 0,
  created_at bigint NOT NULL,
  not_before bigint NOT NULL,
  deadline bigint,
  -- Its place in the lane.
  mark bigint,
  turn bigint,
  -- When the lease ends, null without one; and when that is looked at: a renewal changes the first
  -- alone, which no index holds, so that it stays on its page.
  lease_until bigint,
  lease_checked bigint,
  worker text,
  -- How the latest lease that was settled was, and its fence: who says the same again is told so.
  -- 0 released, 1 snoozed, 2 retried, 3 completed, 4 buried.
  settled_as smallint,
  settled_fence bigint,
  -- Of the payload, in characters.
  size integer NOT NULL,
  ended_at bigint,
  reason text,
  result text
)
-- Each state leaves one dead row behind, so the threshold and not the size decides.
WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0);

CREATE INDEX task_state_queued ON task_state (lane, mark, turn) WHERE state = 0;
CREATE INDEX task_state_waiting ON task_state (lane, not_before, number) WHERE state = 1;
CREATE INDEX task_state_oldest ON task_state (lane, created_at) WHERE state < 2;
CREATE INDEX task_state_running ON task_state (lease_checked) INCLUDE (lane) WHERE state = 2;
CREATE INDEX task_state_deadline ON task_state (deadline) WHERE state < 2 AND deadline IS NOT NULL;
CREATE INDEX task_state_ended ON task_state (ended_at) WHERE state > 2;
CREATE INDEX task_state_dead ON task_state (number) WHERE state > 3;

-- A task as the adapter reads it.
CREATE VIEW whole_task AS
SELECT t.number, t.id, t.kind, t.priority, t.caller, t.payload, t.idempotency_key, t.task_group,
  t.request_id, s.state, s.attempts, s.fence, s.created_at, s.not_before, s.deadline, s.reason,
  s.result, s.ended_at, s.lease_until
FROM headgate.task AS t JOIN headgate.task_state AS s ON s.number = t.number;

-- Marks of a kind are given, and its room is judged, by one at a time. Who waits for this lock may
-- hold rows; who has it waits for no row, so that nobody waits in a circle.
CREATE FUNCTION lock_kind(wanted text) RETURNS void
LANGUAGE sql VOLATILE
RETURN pg_advisory_xact_lock(1751474548, hashtext(wanted));

CREATE FUNCTION try_lock_kind(wanted text) RETURNS boolean
LANGUAGE sql VOLATILE
RETURN pg_try_advisory_xact_lock(1751474548, hashtext(wanted));

-- Counts more or fewer of a lane without waiting for others who count.
CREATE FUNCTION count_tasks(counted integer, more bigint, served_mark bigint) RETURNS void
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
  free bigint;
BEGIN
  SELECT c.shard INTO free FROM headgate.task_count AS c WHERE c.lane = counted
  ORDER BY c.shard LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF FOUND THEN
    UPDATE headgate.task_count AS c
    SET waiting = c.waiting + more, served = greatest(c.served, served_mark)
    WHERE c.lane = counted AND c.shard = free;
  ELSE
    INSERT INTO headgate.task_count (lane, waiting, served)
    VALUES (counted, more, coalesce(served_mark, 0));
  END IF;
END
$$;

-- Tells those who listen that something can be taken, unless they were told a moment ago: they look
-- again by themselves when that moment is over.
CREATE FUNCTION hint_tasks(wanted text) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  moment bigint := headgate.epoch_nanos();
BEGIN
  IF EXISTS (SELECT FROM headgate.task_hint AS h
      WHERE h.kind = wanted AND h.told_at > moment - 50000000 AND h.told_at <= moment) THEN
    RETURN;
  END IF;
  INSERT INTO headgate.task_hint AS h (kind, told_at) VALUES (wanted, moment)
  ON CONFLICT (kind) DO UPDATE SET told_at = excluded.told_at;
  PERFORM pg_notify('headgate_tasks', wanted);
END
$$;

-- Sees to it that there are lanes for these classes; under the lock of the kind.
CREATE FUNCTION open_lanes(task_kind text, priorities smallint[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
BEGIN
  INSERT INTO headgate.task_lane (kind, priority)
  SELECT DISTINCT task_kind, a.priority FROM unnest(priorities) AS a(priority)
  WHERE NOT EXISTS (
    SELECT FROM headgate.task_lane AS l WHERE l.kind = task_kind AND l.priority = a.priority);
END
$$;

-- Marks for tasks of these classes and callers, in their order, as FairOrder gives them; null where
-- no caller is named. Under the lock of the kind.
CREATE FUNCTION give_marks(task_kind text, priorities smallint[], callers text[]) RETURNS bigint[]
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  marks bigint[];
BEGIN
  UPDATE headgate.task_lane AS l SET floor = l.top
  WHERE l.kind = task_kind AND l.priority = ANY (priorities) AND l.floor < l.top
    AND NOT EXISTS (
      SELECT FROM headgate.task_state AS s WHERE s.lane = l.lane AND s.state = 0);
  WITH lanes AS MATERIALIZED (
    SELECT l.lane, l.priority, greatest(l.floor, (
      SELECT max(c.served) FROM headgate.task_count AS c WHERE c.lane = l.lane)) AS base
    FROM headgate.task_lane AS l
    WHERE l.kind = task_kind AND l.priority = ANY (priorities)),
  asked AS MATERIALIZED (
    SELECT a.place, l.lane, a.caller,
      greatest(l.base, (
        SELECT m.next_mark FROM headgate.task_mark AS m
        WHERE m.lane = l.lane AND m.caller = a.caller))
      + row_number() OVER (PARTITION BY l.lane, a.caller ORDER BY a.place) - 1 AS mark
    FROM unnest(priorities, callers) WITH ORDINALITY AS a(priority, caller, place)
    LEFT JOIN lanes AS l ON l.priority = a.priority AND a.caller IS NOT NULL),
  marked AS (
    INSERT INTO headgate.task_mark AS m (lane, caller, next_mark)
    SELECT a.lane, a.caller, max(a.mark) + 1 FROM asked AS a WHERE a.lane IS NOT NULL
    GROUP BY a.lane, a.caller
    ON CONFLICT (lane, caller) DO UPDATE SET next_mark = excluded.next_mark),
  topped AS (
    UPDATE headgate.task_lane AS l SET top = h.top
    FROM (SELECT a.lane, max(a.mark) + 1 AS top FROM asked AS a GROUP BY a.lane) AS h
    WHERE l.lane = h.lane AND l.top < h.top)
  SELECT array_agg(a.mark ORDER BY a.place) INTO marks FROM asked AS a;
  RETURN marks;
END
$$;

-- Those of a kind whose time has come can be taken; under the lock of the kind. What others are at
-- is left for later. Answers with how many.
CREATE FUNCTION promote_tasks(task_kind text, moment bigint) RETURNS integer
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  due bigint[];
  priorities smallint[];
  callers text[];
BEGIN
  SELECT array_agg(d.number), array_agg(d.priority), array_agg(d.caller)
  INTO due, priorities, callers
  FROM (
    SELECT w.number, t.priority, t.caller
    FROM headgate.task_lane AS l
    CROSS JOIN LATERAL (
      SELECT s.number, s.not_before FROM headgate.task_state AS s
      WHERE s.lane = l.lane AND s.state = 1 AND s.not_before <= moment
      ORDER BY s.not_before, s.number LIMIT 500
      FOR UPDATE SKIP LOCKED) AS w
    JOIN headgate.task AS t ON t.number = w.number
    WHERE l.kind = task_kind
    ORDER BY w.not_before, w.number) AS d;
  IF due IS NULL THEN
    RETURN 0;
  END IF;
  UPDATE headgate.task_state AS s SET state = 0, mark = m.mark, turn = m.turn
  FROM (
    SELECT u.number, u.mark, nextval('headgate.task_number') AS turn
    FROM unnest(due, headgate.give_marks(task_kind, priorities, callers)) WITH ORDINALITY
      AS u(number, mark, place)
    ORDER BY u.place) AS m
  WHERE s.number = m.number;
  RETURN cardinality(due);
END
$$;

-- Whether the time of a task of that kind has come, so that it has to be given a mark.
CREATE FUNCTION something_due(task_kind text, moment bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM headgate.task_lane AS l
    CROSS JOIN LATERAL (
      SELECT FROM headgate.task_state AS s
      WHERE s.lane = l.lane AND s.state = 1 AND s.not_before <= moment
      LIMIT 1) AS w
    WHERE l.kind = task_kind);
END
$$;

-- Accepts tasks of one kind, all that are new or none. Answers in their order: whether each was
-- accepted (0), known (1; with the task) or refused (2), how many waited before, and the time.
CREATE FUNCTION enqueue_tasks(
  task_kind text, ids text[], priorities smallint[], callers text[], payloads text[], keys text[],
  groups text[], request_ids text[], starts bigint[], deadlines bigint[], reasons text[],
  sizes integer[], most bigint, moment bigint)
RETURNS TABLE (
  place bigint, verdict integer, depth bigint, decided_at bigint, known headgate.whole_task)
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  at bigint;
  already bigint;
  -- By place: the numbers of those that are new, and the marks of those that can be taken at once.
  numbers bigint[];
  marks bigint[];
BEGIN
  PERFORM headgate.lock_kind(task_kind);
  at := coalesce(moment, headgate.epoch_nanos());
  IF headgate.something_due(task_kind, at) THEN
    PERFORM headgate.promote_tasks(task_kind, at);
  END IF;
  SELECT array_agg(f.number ORDER BY f.place) INTO numbers
  FROM (
    SELECT h.place, CASE WHEN h.new THEN nextval('headgate.task_number') END AS number
    FROM (
      SELECT u.place,
        row_number() OVER (PARTITION BY u.id ORDER BY u.place) = 1
        AND (SELECT t.number FROM headgate.task AS t WHERE t.id = u.id) IS NULL
        AND (u.key IS NULL OR (
          row_number() OVER (PARTITION BY u.caller, u.key ORDER BY u.place) = 1
          AND (
            SELECT t.number FROM headgate.task AS t
            WHERE t.kind = task_kind AND t.caller = u.caller AND t.idempotency_key = u.key)
          IS NULL)) AS new
      FROM unnest(ids, callers, keys) WITH ORDINALITY AS u(id, caller, key, place)
      ORDER BY u.place) AS h) AS f;
  SELECT coalesce(sum(c.waiting), 0) INTO already
  FROM headgate.task_lane AS l JOIN headgate.task_count AS c ON c.lane = l.lane
  WHERE l.kind = task_kind;
  IF already + cardinality(array_remove(numbers, NULL)) > most THEN
    numbers := array_fill(NULL::bigint, ARRAY[cardinality(ids)]);
  ELSIF cardinality(array_remove(numbers, NULL)) > 0 THEN
    INSERT INTO headgate.task (number, id, kind, priority, caller, idempotency_key, task_group,
      request_id, payload)
    SELECT f.number, ids[f.place], task_kind, priorities[f.place], callers[f.place],
      keys[f.place], groups[f.place], request_ids[f.place], payloads[f.place]
    FROM unnest(numbers) WITH ORDINALITY AS f(number, place)
    WHERE f.number IS NOT NULL;
    PERFORM headgate.open_lanes(task_kind, priorities);
    -- Marks go to those that can be taken at once; the others get theirs when they can.
    marks := headgate.give_marks(task_kind, priorities, ARRAY(
      SELECT CASE WHEN f.number IS NOT NULL AND coalesce(starts[f.place] <= at, true)
        THEN callers[f.place] END
      FROM unnest(numbers) WITH ORDINALITY AS f(number, place)
      ORDER BY f.place));
    INSERT INTO headgate.task_state (number, lane, state, created_at, not_before, deadline, mark,
      turn, reason, size)
    SELECT f.number, l.lane, CASE WHEN marks[f.place] IS NULL THEN 1 ELSE 0 END, at,
      greatest(starts[f.place], at), deadlines[f.place], marks[f.place], f.number,
      CASE WHEN marks[f.place] IS NULL THEN reasons[f.place] END, sizes[f.place]
    FROM unnest(numbers) WITH ORDINALITY AS f(number, place)
    JOIN headgate.task_lane AS l ON l.kind = task_kind AND l.priority = priorities[f.place]
    WHERE f.number IS NOT NULL;
    PERFORM headgate.count_tasks(l.lane, g.size, 0)
    FROM (
      SELECT priorities[f.place] AS priority, count(*) AS size
      FROM unnest(numbers) WITH ORDINALITY AS f(number, place)
      WHERE f.number IS NOT NULL
      GROUP BY 1) AS g
    JOIN headgate.task_lane AS l ON l.kind = task_kind AND l.priority = g.priority;
    IF cardinality(array_remove(marks, NULL)) > 0 THEN
      PERFORM headgate.hint_tasks(task_kind);
    END IF;
  END IF;
  RETURN QUERY
  SELECT k.place,
    CASE WHEN k.accepted THEN 0 WHEN k.number IS NOT NULL THEN 1 ELSE 2 END,
    already, at,
    (SELECT w FROM headgate.whole_task AS w WHERE NOT k.accepted AND w.number = k.number)
  FROM (
    SELECT f.place, f.number IS NOT NULL AS accepted,
      CASE WHEN f.number IS NULL THEN coalesce(
        (SELECT t.number FROM headgate.task AS t WHERE t.id = ids[f.place]),
        (SELECT t.number FROM headgate.task AS t
          WHERE t.kind = task_kind AND t.caller = callers[f.place]
            AND t.idempotency_key = keys[f.place])) END AS number
    FROM unnest(numbers) WITH ORDINALITY AS f(number, place)) AS k
  ORDER BY k.place;
END
$$;

-- Takes the first of these kinds, in order: the heads of the lanes are compared by when they came
-- and their class's head start, the first class excepted, which always goes first. Waits for
-- nobody: what others are taking is passed over.
CREATE FUNCTION claim_tasks(
  who text, kinds text[], head_starts bigint[], most integer, most_size bigint, length bigint,
  longest bigint, moment bigint)
RETURNS TABLE (task headgate.whole_task, until bigint, latest bigint)
LANGUAGE plpgsql VOLATILE
-- A plan made while the tables were small must not scan them when they have grown.
SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  at bigint := coalesce(moment, headgate.epoch_nanos());
  wanted text;
  numbers bigint[];
  busy integer[] := '{}';
  short integer[];
BEGIN
  FOREACH wanted IN ARRAY kinds LOOP
    IF headgate.something_due(wanted, at) AND headgate.try_lock_kind(wanted) THEN
      PERFORM headgate.promote_tasks(wanted, at);
    END IF;
  END LOOP;
  LOOP
    WITH lanes AS MATERIALIZED (
      SELECT l.lane, l.priority, head_starts[l.priority + 1] AS head_start,
        l.kind COLLATE "C" AS kind
      FROM headgate.task_lane AS l
      WHERE l.kind = ANY (kinds) AND l.lane <> ALL (busy)),
    heads AS (
      SELECT l.lane, l.kind, l.priority, h.mark, h.turn, h.size,
        -- Who stands behind one that came late comes no earlier than that one.
        max(h.created_at + l.head_start)
          OVER (PARTITION BY l.lane ORDER BY h.mark, h.turn) AS rank
      FROM lanes AS l
      CROSS JOIN LATERAL (
        SELECT s.mark, s.turn, s.created_at, s.size FROM headgate.task_state AS s
        WHERE s.lane = l.lane AND s.state = 0 AND (s.deadline IS NULL OR s.deadline > at)
        ORDER BY s.mark, s.turn LIMIT most) AS h),
    shares AS MATERIALIZED (
      SELECT f.lane, count(*) AS size
      FROM (
        SELECT h.lane, h.size, sum(h.size) OVER (
          ORDER BY h.priority = 0 DESC, h.rank, h.priority, h.kind, h.mark, h.turn) AS total
        FROM heads AS h
        ORDER BY h.priority = 0 DESC, h.rank, h.priority, h.kind, h.mark, h.turn
        LIMIT most) AS f
      -- The first goes however large it is.
      WHERE f.total <= most_size OR f.total = f.size
      GROUP BY f.lane),
    taken AS MATERIALIZED (
      SELECT t.number FROM shares AS f
      CROSS JOIN LATERAL (
        SELECT s.number FROM headgate.task_state AS s
        WHERE s.lane = f.lane AND s.state = 0 AND (s.deadline IS NULL OR s.deadline > at)
        ORDER BY s.mark, s.turn LIMIT f.size
        FOR UPDATE SKIP LOCKED) AS t),
    leased AS (
      UPDATE headgate.task_state AS s
      SET state = 2, fence = s.fence + 1, worker = who, reason = NULL,
        lease_until = least(at + length, at + longest, s.deadline),
        lease_checked = least(at + length, at + longest, s.deadline)
      FROM taken AS t
      WHERE s.number = t.number
      RETURNING s.number, s.lane, s.mark, s.turn, s.created_at)
    SELECT
      array_agg(o.number ORDER BY o.priority = 0 DESC, o.rank, o.priority, o.kind, o.mark, o.turn),
      (SELECT array_agg(f.lane) FROM shares AS f
        WHERE f.size > (SELECT count(*) FROM leased AS d WHERE d.lane = f.lane))
    INTO numbers, short
    FROM (
      SELECT d.number, l.kind, l.priority, d.mark, d.turn,
        max(d.created_at + l.head_start)
          OVER (PARTITION BY d.lane ORDER BY d.mark, d.turn) AS rank
      FROM leased AS d JOIN lanes AS l ON l.lane = d.lane) AS o;
    EXIT WHEN numbers IS NOT NULL OR short IS NULL;
    -- All that was first is being taken by others: the other lanes may have something.
    busy := busy || short;
  END LOOP;
  IF numbers IS NULL THEN
    RETURN;
  END IF;
  PERFORM headgate.count_tasks(g.lane, -g.size, g.mark)
  FROM (
    SELECT s.lane, count(*) AS size, max(s.mark) AS mark FROM headgate.task_state AS s
    WHERE s.number = ANY (numbers) GROUP BY s.lane) AS g;
  RETURN QUERY
  SELECT w, w.lease_until, least(at + longest, w.deadline)
  FROM unnest(numbers) WITH ORDINALITY AS u(number, place)
  JOIN headgate.whole_task AS w ON w.number = u.number
  ORDER BY u.place;
END
$$;

-- Holds a task for longer: 0 held, 1 called off, 2 lost.
CREATE FUNCTION renew_task(
  task_id text, held_fence bigint, length bigint, latest bigint, moment bigint) RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  at bigint := coalesce(moment, headgate.epoch_nanos());
  held record;
BEGIN
  SELECT s.number, s.called_off INTO held
  FROM headgate.task AS t JOIN headgate.task_state AS s ON s.number = t.number
  WHERE t.id = task_id AND s.state = 2 AND s.fence = held_fence AND s.lease_until > at
  FOR UPDATE OF s;
  IF NOT FOUND THEN
    RETURN 2;
  END IF;
  IF held.called_off THEN
    RETURN 1;
  END IF;
  UPDATE headgate.task_state AS s
  SET lease_until = least(at + length, latest),
    lease_checked = least(s.lease_checked, at + length, latest)
  WHERE s.number = held.number;
  RETURN 0;
END
$$;

-- Ends tasks whose leases live. Whether each did, or had been ended so by that lease before.
CREATE FUNCTION end_tasks(
  ids text[], fences bigint[], states smallint[], burns integer[], reasons text[], results text[],
  moments bigint[])
RETURNS boolean[]
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  server_time bigint := headgate.epoch_nanos();
  answers boolean[];
BEGIN
  WITH asked AS MATERIALIZED (
    SELECT u.place, u.fence, u.state, u.burn, u.reason, u.result,
      coalesce(u.moment, server_time) AS at,
      (SELECT t.number FROM headgate.task AS t WHERE t.id = u.id) AS number
    FROM unnest(ids, fences, states, burns, reasons, results, moments) WITH ORDINALITY
      AS u(id, fence, state, burn, reason, result, moment, place)),
  ended AS (
    UPDATE headgate.task_state AS s
    SET state = a.state, attempts = s.attempts + a.burn, reason = a.reason, result = a.result,
      ended_at = a.at, settled_as = a.state, settled_fence = a.fence, lease_until = NULL
    FROM asked AS a
    -- The state is not asked for: an index of those that run is no way to these.
    WHERE s.number = a.number AND s.fence = a.fence AND s.lease_until > a.at
    RETURNING a.place)
  SELECT array_agg(
    EXISTS (SELECT FROM ended AS e WHERE e.place = a.place)
      OR EXISTS (
        SELECT FROM headgate.task_state AS s
        WHERE s.number = a.number AND s.settled_as = a.state AND s.settled_fence = a.fence)
    ORDER BY a.place)
  INTO answers
  FROM asked AS a;
  RETURN answers;
END
$$;

-- Puts a task that nobody holds into its lane, at once or later. Waits for the lock of its kind,
-- unless it is not to: then it may answer that nothing was done.
CREATE FUNCTION requeue_task(
  wanted bigint, start bigint, why text, burnt integer, at bigint, patient boolean)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  what record;
  marks bigint[];
BEGIN
  SELECT t.kind, t.priority, t.caller, s.lane INTO what
  FROM headgate.task AS t JOIN headgate.task_state AS s ON s.number = t.number
  WHERE t.number = wanted;
  IF start <= at THEN
    IF patient THEN
      PERFORM headgate.lock_kind(what.kind);
    ELSIF NOT headgate.try_lock_kind(what.kind) THEN
      RETURN false;
    END IF;
    marks := headgate.give_marks(what.kind, ARRAY[what.priority], ARRAY[what.caller]);
    PERFORM headgate.hint_tasks(what.kind);
  END IF;
  UPDATE headgate.task_state AS s
  SET state = CASE WHEN start > at THEN 1 ELSE 0 END, not_before = start, reason = why,
    attempts = burnt, mark = marks[1], turn = nextval('headgate.task_number'), lease_until = NULL
  WHERE s.number = wanted;
  PERFORM headgate.count_tasks(what.lane, 1, 0);
  RETURN true;
END
$$;

-- Hands a task back under a living lease, for that instant or at once. True as well where that very
-- lease did so before in the same way.
CREATE FUNCTION put_back_task(
  task_id text, held_fence bigint, how integer, start bigint, why text, burn integer,
  called_off_by text, moment bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  at bigint := coalesce(moment, headgate.epoch_nanos());
  held record;
BEGIN
  SELECT s.* INTO held
  FROM headgate.task AS t JOIN headgate.task_state AS s ON s.number = t.number
  WHERE t.id = task_id
  FOR UPDATE OF s;
  IF held.settled_as = how AND held.settled_fence = held_fence THEN
    RETURN true;
  END IF;
  IF NOT FOUND OR held.state <> 2 OR held.fence <> held_fence OR held.lease_until <= at THEN
    RETURN false;
  END IF;
  IF held.called_off THEN
    PERFORM headgate.end_task(held.number, 5, called_off_by, held.attempts + burn, at);
  ELSE
    PERFORM headgate.requeue_task(
      held.number, coalesce(start, at), why, held.attempts + burn, at, true);
  END IF;
  UPDATE headgate.task_state AS s SET settled_as = how, settled_fence = held_fence
  WHERE s.number = held.number;
  RETURN true;
END
$$;

-- Ends a task that this transaction has locked.
CREATE FUNCTION end_task(wanted bigint, how integer, why text, burnt integer, at bigint)
RETURNS void
LANGUAGE sql VOLATILE
BEGIN ATOMIC
  UPDATE headgate.task_state AS s
  SET state = how, attempts = burnt, reason = why, ended_at = at, lease_until = NULL
  WHERE s.number = wanted;
END;

-- Calls a task off: at once if nobody runs it, else its worker is told.
CREATE FUNCTION cancel_task(task_id text, why text, moment bigint)
RETURNS SETOF headgate.whole_task
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  at bigint := coalesce(moment, headgate.epoch_nanos());
  held record;
BEGIN
  SELECT s.number, s.lane, s.state, s.attempts INTO held
  FROM headgate.task AS t JOIN headgate.task_state AS s ON s.number = t.number
  WHERE t.id = task_id FOR UPDATE OF s;
  IF held.state = 2 THEN
    UPDATE headgate.task_state AS s SET called_off = true WHERE s.number = held.number;
  ELSIF held.state < 2 THEN
    PERFORM headgate.end_task(held.number, 5, why, held.attempts, at);
    PERFORM headgate.count_tasks(held.lane, -1, 0);
  END IF;
  RETURN QUERY SELECT * FROM headgate.whole_task AS w WHERE w.number = held.number;
END
$$;

-- Puts a failed or cancelled task back as if it had just been accepted; a deadline that has passed
-- is not held against it.
CREATE FUNCTION replay_task(task_id text, moment bigint) RETURNS SETOF headgate.whole_task
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  at bigint := coalesce(moment, headgate.epoch_nanos());
  held record;
BEGIN
  SELECT s.number, s.state INTO held
  FROM headgate.task AS t JOIN headgate.task_state AS s ON s.number = t.number
  WHERE t.id = task_id FOR UPDATE OF s;
  IF held.state > 3 THEN
    PERFORM headgate.requeue_task(held.number, at, NULL, 0, at, true);
    UPDATE headgate.task_state AS s
    SET called_off = false, result = NULL, ended_at = NULL,
      deadline = CASE WHEN s.deadline > at THEN s.deadline END
    WHERE s.number = held.number;
  END IF;
  RETURN QUERY SELECT * FROM headgate.whole_task AS w WHERE w.number = held.number;
END
$$;

-- The latest that fit, without payloads and results. Each condition that is not asked for is left out, so that each combination
-- has a plan of its own.
CREATE FUNCTION list_tasks(
  wanted_kind text, wanted_state integer, wanted_caller text, wanted_group text, before_id text,
  most integer)
RETURNS SETOF headgate.whole_task
LANGUAGE plpgsql STABLE
AS $$
DECLARE
  before_number bigint;
BEGIN
  IF before_id IS NOT NULL THEN
    SELECT coalesce(max(t.number), 0) INTO before_number FROM headgate.task AS t
    WHERE t.id = before_id;
  END IF;
  RETURN QUERY EXECUTE 'SELECT w.number, w.id, w.kind, w.priority, w.caller, ''''::text,
      w.idempotency_key, w.task_group, w.request_id, w.state, w.attempts, w.fence, w.created_at,
      w.not_before, w.deadline, w.reason, NULL::text, w.ended_at, w.lease_until
    FROM headgate.whole_task AS w WHERE true'
    || CASE WHEN wanted_kind IS NULL THEN '' ELSE ' AND w.kind = $1' END
    || CASE WHEN wanted_state IS NULL THEN '' ELSE ' AND w.state = ' || wanted_state END
    || CASE WHEN wanted_caller IS NULL THEN '' ELSE ' AND w.caller = $2' END
    || CASE WHEN wanted_group IS NULL THEN '' ELSE ' AND w.task_group = $3' END
    || CASE WHEN before_number IS NULL THEN '' ELSE ' AND w.number < $4' END
    || ' ORDER BY w.number DESC LIMIT $5'
  USING wanted_kind, wanted_caller, wanted_group, before_number, most;
END
$$;

-- How many of its kind go before this task; null where it is not queued. Counts so far only.
CREATE FUNCTION task_position(
  task_id text, head_starts bigint[], farthest integer, moment bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
DECLARE
  at bigint := coalesce(moment, headgate.epoch_nanos());
  what record;
  ahead bigint;
BEGIN
  SELECT t.number, t.kind INTO what FROM headgate.task AS t WHERE t.id = task_id;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF headgate.something_due(what.kind, at) AND headgate.try_lock_kind(what.kind) THEN
    PERFORM headgate.promote_tasks(what.kind, at);
  END IF;
  IF NOT EXISTS (
      SELECT FROM headgate.task_state AS s WHERE s.number = what.number AND s.state = 0) THEN
    RETURN NULL;
  END IF;
  SELECT o.place - 1 INTO ahead
  FROM (
    SELECT p.number,
      row_number() OVER (ORDER BY p.priority = 0 DESC, p.rank, p.priority, p.mark, p.turn) AS place
    FROM (
      SELECT h.number, l.priority, h.mark, h.turn,
        max(h.created_at + head_starts[l.priority + 1])
          OVER (PARTITION BY l.lane ORDER BY h.mark, h.turn) AS rank
      FROM headgate.task_lane AS l
      CROSS JOIN LATERAL (
        SELECT s.number, s.mark, s.turn, s.created_at FROM headgate.task_state AS s
        WHERE s.lane = l.lane AND s.state = 0
        ORDER BY s.mark, s.turn LIMIT farthest) AS h
      WHERE l.kind = what.kind) AS p) AS o
  WHERE o.number = what.number;
  RETURN least(coalesce(ahead, farthest), farthest);
END
$$;

-- What is not ended, by kind and class. Nothing that waits is counted one by one except what waits
-- for an instant to come.
CREATE FUNCTION task_depths(moment bigint)
RETURNS TABLE (
  kind text, priority smallint, queued bigint, waiting bigint, running bigint, oldest bigint)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
#variable_conflict use_column
DECLARE
  at bigint := coalesce(moment, headgate.epoch_nanos());
BEGIN
  RETURN QUERY
  WITH running AS MATERIALIZED (
    SELECT s.lane, count(*) AS size FROM headgate.task_state AS s WHERE s.state = 2
    GROUP BY s.lane),
  lanes AS MATERIALIZED (
    SELECT l.lane, l.kind, l.priority,
      coalesce((SELECT sum(c.waiting) FROM headgate.task_count AS c WHERE c.lane = l.lane), 0)::bigint
        AS size,
      coalesce((SELECT r.size FROM running AS r WHERE r.lane = l.lane), 0) AS running
    FROM headgate.task_lane AS l),
  busy AS (
    SELECT l.lane, l.kind, l.priority, l.size, l.running, (
        SELECT count(*) FROM headgate.task_state AS s
        WHERE s.lane = l.lane AND s.state = 1 AND s.not_before > at) AS waiting, (
        SELECT s.created_at FROM headgate.task_state AS s
        WHERE s.lane = l.lane AND s.state < 2 ORDER BY s.created_at LIMIT 1) AS oldest
    FROM lanes AS l
    WHERE l.size > 0 OR l.running > 0)
  SELECT b.kind, b.priority, b.size - b.waiting, b.waiting, b.running, b.oldest FROM busy AS b;
END
$$;

-- Looks after tasks whose time has come, leases that ended, deadlines that passed and history that is
-- old, so many of each at most; what others are at is left for later. Answers with how many tasks it changed or removed.
CREATE FUNCTION sweep_tasks(
  most_attempts integer, history bigint, silent text, called_off_by text, late text, most integer,
  moment bigint)
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  at bigint := coalesce(moment, headgate.epoch_nanos());
  held record;
  done integer := 0;
  removed integer;
  wanted text;
BEGIN
  FOR wanted IN SELECT DISTINCT l.kind FROM headgate.task_lane AS l LOOP
    IF headgate.something_due(wanted, at) AND headgate.try_lock_kind(wanted) THEN
      done := done + headgate.promote_tasks(wanted, at);
      PERFORM headgate.hint_tasks(wanted);
    END IF;
  END LOOP;
  FOR held IN
    SELECT s.number, s.lease_until, s.called_off, s.attempts + 1 AS burnt
    FROM (
      SELECT * FROM headgate.task_state AS r WHERE r.state = 2 AND r.lease_checked <= at
      ORDER BY r.lease_checked LIMIT most FOR UPDATE SKIP LOCKED) AS s
    ORDER BY s.lease_until, s.number
  LOOP
    IF held.lease_until > at THEN
      UPDATE headgate.task_state AS s SET lease_checked = s.lease_until
      WHERE s.number = held.number;
    ELSIF held.called_off THEN
      PERFORM headgate.end_task(held.number, 5, called_off_by, held.burnt, at);
      done := done + 1;
    ELSIF held.burnt >= most_attempts THEN
      PERFORM headgate.end_task(
        held.number, 4, format('%s %s times', silent, held.burnt), held.burnt, at);
      done := done + 1;
    ELSIF headgate.requeue_task(held.number, at, silent, held.burnt, at, false) THEN
      done := done + 1;
    END IF;
  END LOOP;
  FOR held IN
    SELECT s.number, s.lane, s.attempts
    FROM headgate.task_state AS s WHERE s.state < 2 AND s.deadline <= at
    ORDER BY s.deadline LIMIT most FOR UPDATE SKIP LOCKED
  LOOP
    PERFORM headgate.end_task(held.number, 4, late, held.attempts, at);
    PERFORM headgate.count_tasks(held.lane, -1, 0);
    done := done + 1;
  END LOOP;
  WITH old AS MATERIALIZED (
    SELECT s.number FROM headgate.task_state AS s
    WHERE s.state > 2 AND s.ended_at < at - history
    ORDER BY s.ended_at LIMIT most FOR UPDATE SKIP LOCKED),
  gone AS (
    DELETE FROM headgate.task_state AS s USING old AS o WHERE s.number = o.number
    RETURNING s.number)
  DELETE FROM headgate.task AS t USING gone AS g WHERE t.number = g.number;
  GET DIAGNOSTICS removed = ROW_COUNT;
  PERFORM headgate.tidy_lane(l.lane)
  FROM headgate.task_lane AS l
  WHERE l.lane = (SELECT floor(random() * max(m.lane))::integer + 1 FROM headgate.task_lane AS m);
  RETURN done + removed;
END
$$;

-- Removes marks of one lane that mean nothing any more, and makes few rows of many that count.
CREATE FUNCTION tidy_lane(wanted integer) RETURNS void
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off
AS $$
DECLARE
  base bigint;
  folded record;
BEGIN
  SELECT greatest(l.floor, (
      SELECT max(c.served) FROM headgate.task_count AS c WHERE c.lane = l.lane))
  INTO base FROM headgate.task_lane AS l WHERE l.lane = wanted;
  DELETE FROM headgate.task_mark AS m
  WHERE m.lane = wanted AND m.caller IN (
    SELECT n.caller FROM headgate.task_mark AS n
    WHERE n.lane = wanted AND n.next_mark <= base
    ORDER BY n.caller LIMIT 1000 FOR UPDATE SKIP LOCKED);
  WITH many AS MATERIALIZED (
    SELECT c.shard FROM headgate.task_count AS c WHERE c.lane = wanted
    ORDER BY c.shard OFFSET 4 FOR UPDATE SKIP LOCKED),
  gone AS (
    DELETE FROM headgate.task_count AS c USING many AS m
    WHERE c.lane = wanted AND c.shard = m.shard
    RETURNING c.waiting, c.served)
  SELECT sum(g.waiting) AS waiting, max(g.served) AS served INTO folded FROM gone AS g;
  IF folded.waiting IS NOT NULL THEN
    PERFORM headgate.count_tasks(wanted, folded.waiting::bigint, folded.served);
  END IF;
END
$$;
