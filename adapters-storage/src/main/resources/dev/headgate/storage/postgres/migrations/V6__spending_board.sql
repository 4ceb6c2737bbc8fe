-- Who spends GitHub's quota, as each process tells the others. Unlogged: it is told anew every ten
-- seconds.
CREATE UNLOGGED TABLE spending_page (
  process text PRIMARY KEY,
  page text NOT NULL,
  until timestamptz NOT NULL
);
