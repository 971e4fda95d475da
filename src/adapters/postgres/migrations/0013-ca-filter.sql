-- Status filters as the authorities signed them. `base_number` is 0 for a complete filter. Old ones stay until
-- the second complete filter after them.
CREATE TABLE ca_filter (
  authority smallint NOT NULL,
  number bigint NOT NULL CHECK (number > 0),
  base_number bigint NOT NULL CHECK (base_number >= 0 AND base_number < number),
  this_update bigint NOT NULL,
  next_update bigint NOT NULL,
  cms bytea NOT NULL,
  PRIMARY KEY (authority, number)
);

ALTER TABLE ca_filter ALTER COLUMN cms SET STORAGE EXTERNAL;
