-- Tokens of GitHub App installations, sealed before they come here. Times in milliseconds since 1970,
-- as they are authenticated with the token.
CREATE TABLE access_token (
  host text NOT NULL,
  app text NOT NULL,
  installation bigint NOT NULL,
  sealed text NOT NULL,
  issued bigint NOT NULL,
  ends bigint NOT NULL,
  PRIMARY KEY (host, app, installation)
);

CREATE INDEX access_token_ends ON access_token (ends);

-- Keeps a token unless it has expired or the one that is kept was issued no earlier.
CREATE FUNCTION put_access_token(
  token_host text, token_app text, token_installation bigint, token_sealed text,
  token_issued bigint, token_ends bigint)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  moment bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
BEGIN
  DELETE FROM headgate.access_token AS t
  WHERE (t.host, t.app, t.installation) IN (
    SELECT e.host, e.app, e.installation
    FROM headgate.access_token AS e
    WHERE e.ends <= moment
    FOR UPDATE SKIP LOCKED);
  IF token_ends <= moment THEN
    RETURN false;
  END IF;
  INSERT INTO headgate.access_token AS t (host, app, installation, sealed, issued, ends)
  VALUES (token_host, token_app, token_installation, token_sealed, token_issued, token_ends)
  ON CONFLICT (host, app, installation) DO UPDATE
  SET sealed = excluded.sealed, issued = excluded.issued, ends = excluded.ends
  WHERE t.issued < excluded.issued OR t.ends <= moment;
  RETURN FOUND;
END
$$;
