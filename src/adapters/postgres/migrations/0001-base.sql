-- The ledger of migrations: which texts made this schema, so that none is applied twice or edited later.
CREATE TABLE schema_migration (
  number integer PRIMARY KEY,
  name text NOT NULL,
  sha256 bytea NOT NULL,
  applied_at bigint NOT NULL
);

-- One row; whoever migrates locks it for the length of one migration. A row and no advisory lock, because
-- distributed PostgreSQLs lack session advisory locks.
CREATE TABLE schema_lock (
  only_row boolean PRIMARY KEY CHECK (only_row)
);

INSERT INTO schema_lock (only_row) VALUES (true);
