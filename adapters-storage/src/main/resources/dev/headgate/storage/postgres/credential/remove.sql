WITH removed AS (
  DELETE FROM headgate.access_token AS t
  WHERE t.host = :host AND t.app = :app AND t.installation = :installation
    AND (:sealed = '' OR t.sealed = :sealed)
  RETURNING 1
)
SELECT count(*)::integer FROM removed
