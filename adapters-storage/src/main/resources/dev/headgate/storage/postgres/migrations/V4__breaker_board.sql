-- Circuits that processes share, and what operators decided about them. Times in milliseconds.
CREATE TABLE breaker_circuit (
  service text PRIMARY KEY,
  version bigint NOT NULL DEFAULT 0,
  -- 0 closed, 1 half-open, 2 open.
  state integer NOT NULL DEFAULT 0,
  openings integer NOT NULL DEFAULT 0,
  open_for bigint NOT NULL DEFAULT 0,
  until timestamptz NOT NULL DEFAULT '-infinity',
  told boolean NOT NULL DEFAULT false,
  probes integer NOT NULL DEFAULT 0,
  successes integer NOT NULL DEFAULT 0,
  -- 0 automatic, 1 open, 2 closed.
  force integer NOT NULL DEFAULT 0
);

-- What each process says of a service. Unlogged: it is said anew twice a second.
CREATE UNLOGGED TABLE breaker_vote (
  service text NOT NULL,
  process text NOT NULL,
  version bigint NOT NULL,
  -- 0 silent, 1 healthy, 2 failing.
  vote integer NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (service, process)
)
WITH (fillfactor = 50);

-- Publishes what a process has seen of some services, and tells what all have. The parts of a change
-- are null where there is none. A row per service, in their order.
CREATE FUNCTION exchange_breakers(
  process_name text, ttl bigint, services text[], versions bigint[], votes integer[],
  wanted integer[], succeeded integer[], states integer[], all_openings integer[],
  open_fors bigint[], lefts bigint[], tolds boolean[], all_probes integer[],
  all_successes integer[])
RETURNS TABLE (
  service text, version bigint, state integer, openings integer, open_for bigint,
  time_left bigint, told boolean, probes integer, successes integer, force integer,
  healthy integer, failing integer, processes integer, granted integer)
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
  moment timestamptz;
  circuit headgate.breaker_circuit;
  changed boolean;
BEGIN
  -- In the same order in every process, and nothing is written for it.
  PERFORM pg_advisory_xact_lock(hashtextextended('breaker ' || named.name, 0))
  FROM (SELECT DISTINCT name FROM unnest(services) AS name ORDER BY name) AS named;
  moment := clock_timestamp();
  FOR i IN 1 .. cardinality(services) LOOP
    DELETE FROM headgate.breaker_vote AS v
    WHERE v.service = services[i] AND v.until <= moment;
    INSERT INTO headgate.breaker_vote AS v (service, process, version, vote, until)
    VALUES (services[i], process_name, versions[i], votes[i], moment + ttl * interval '1 ms')
    ON CONFLICT (service, process) DO UPDATE
    SET version = excluded.version, vote = excluded.vote, until = excluded.until;

    SELECT * INTO circuit FROM headgate.breaker_circuit AS c WHERE c.service = services[i];
    IF NOT FOUND THEN
      circuit := ROW(services[i], 0, 0, 0, 0, '-infinity', false, 0, 0, 0);
    END IF;
    changed := states[i] IS NOT NULL AND circuit.version = versions[i];
    IF changed THEN
      circuit := ROW(
        services[i], versions[i] + 1, states[i], all_openings[i], open_fors[i],
        moment + lefts[i] * interval '1 ms', tolds[i], all_probes[i], all_successes[i],
        circuit.force);
    END IF;
    granted := 0;
    IF changed OR circuit.version = versions[i] THEN
      IF NOT changed THEN
        circuit.successes := circuit.successes + succeeded[i];
      END IF;
      granted := least(wanted[i], circuit.probes);
      circuit.probes := circuit.probes - granted;
    END IF;
    IF changed OR granted > 0 OR succeeded[i] > 0 THEN
      INSERT INTO headgate.breaker_circuit AS c SELECT circuit.*
      ON CONFLICT (service) DO UPDATE
      SET version = excluded.version, state = excluded.state, openings = excluded.openings,
        open_for = excluded.open_for, until = excluded.until, told = excluded.told,
        probes = excluded.probes, successes = excluded.successes;
    END IF;

    SELECT count(*) FILTER (WHERE v.vote = 1 AND v.version = circuit.version),
      count(*) FILTER (WHERE v.vote = 2 AND v.version = circuit.version), count(*)
    INTO healthy, failing, processes
    FROM headgate.breaker_vote AS v
    WHERE v.service = services[i];
    service := circuit.service;
    version := circuit.version;
    state := circuit.state;
    openings := circuit.openings;
    open_for := circuit.open_for;
    time_left := CASE
      WHEN circuit.state = 0 THEN 0
      ELSE greatest(0, floor(extract(epoch FROM circuit.until - moment) * 1000))::bigint
    END;
    told := circuit.told;
    probes := circuit.probes;
    successes := circuit.successes;
    force := circuit.force;
    RETURN NEXT;
  END LOOP;
END
$$;
