-- What processes tell one another about jobs: what failed when, how far a task is.
CREATE TABLE job_note (
  name text PRIMARY KEY,
  note text NOT NULL,
  until timestamptz NOT NULL
);

CREATE INDEX job_note_until ON job_note (until);
