WITH removed AS (
  DELETE FROM headgate.access_token AS t
  WHERE t.host = :host AND t.app = :app AND NOT t.installation = ANY (:stays)
  RETURNING 1
)
SELECT count(*)::integer FROM removed
