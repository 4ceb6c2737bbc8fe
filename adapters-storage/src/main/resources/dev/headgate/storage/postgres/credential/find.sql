SELECT t.sealed, t.issued, t.ends
FROM headgate.access_token AS t
WHERE t.host = :host AND t.app = :app AND t.installation = :installation
  AND t.ends > extract(epoch FROM clock_timestamp()) * 1000
