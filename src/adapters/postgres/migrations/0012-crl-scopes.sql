-- Lists of whole authorities, of municipalities, and of what changed since. `scope` is the code of a municipality,
-- 'all' for an authority's every certificate, or 'indirect' for those of both authorities.

-- Which change of its partition an entry came with: what changed since a list is what has a higher number.
ALTER TABLE ca_revocation ADD COLUMN revision bigint NOT NULL DEFAULT 0;

ALTER TABLE ca_lifted_hold
  ADD COLUMN municipality_code text NOT NULL DEFAULT '',
  ADD COLUMN not_after bigint NOT NULL DEFAULT 0,
  ADD COLUMN revision bigint NOT NULL DEFAULT 0;

-- A list reads its entries in this order from the index alone, and none that ended long ago.
DROP INDEX ca_revocation_partition;
CREATE INDEX ca_revocation_listed
  ON ca_revocation (authority, municipality_code, not_after, serial) INCLUDE (revoked_at, reason);
CREATE INDEX ca_revocation_changed ON ca_revocation (authority, municipality_code, revision);
CREATE INDEX ca_lifted_hold_changed ON ca_lifted_hold (authority, municipality_code, revision);

-- The last number of a scope, over all forms of lists and all key generations (RFC 5280 §5.2.3).
CREATE TABLE ca_crl_scope (
  authority smallint NOT NULL,
  scope text COLLATE "C" NOT NULL,
  last_number bigint NOT NULL,
  PRIMARY KEY (authority, scope)
);

INSERT INTO ca_crl_scope (authority, scope, last_number)
SELECT authority, municipality_code, last_crl_number FROM ca_partition WHERE last_crl_number > 0;

ALTER TABLE ca_partition DROP COLUMN last_crl_number;

-- The newest list of each scope, key generation and form. The octets are in parts under `body`; to change the row is
-- to publish: a reader has the parts of one list. `stated_sum` adds the revisions of the partitions that the list
-- states; the arrays have each of them, for the deltas over it. `gzip_octets` is 0 where a gzip is not worth it. Lists of before are made anew: nothing is lost.
DROP TABLE ca_crl;
CREATE TABLE ca_crl (
  authority smallint NOT NULL,
  scope text COLLATE "C" NOT NULL,
  generation integer NOT NULL,
  form text COLLATE "C" NOT NULL CHECK (form IN ('complete', 'delta')),
  crl_number bigint NOT NULL,
  base_number bigint CHECK ((base_number IS NOT NULL) = (form = 'delta')),
  this_update bigint NOT NULL,
  next_update bigint NOT NULL,
  entries bigint NOT NULL,
  stated_sum bigint NOT NULL,
  stated_codes text[] NOT NULL,
  stated_revisions bigint[] NOT NULL,
  body uuid NOT NULL,
  octets bigint NOT NULL,
  first_part_octets integer NOT NULL,
  gzip_octets bigint,
  PRIMARY KEY (authority, scope, generation, form)
);

-- The octets of lists, and of their gzip. Parts of no list are left by a process that ended while it made one.
CREATE TABLE ca_crl_part (
  body uuid NOT NULL,
  encoding text COLLATE "C" NOT NULL CHECK (encoding IN ('identity', 'gzip')),
  number integer NOT NULL CHECK (number >= 0),
  made_at bigint NOT NULL,
  octets bytea NOT NULL,
  PRIMARY KEY (body, encoding, number)
);

ALTER TABLE ca_crl_part ALTER COLUMN octets SET STORAGE EXTERNAL;

-- Long lists that were replaced, kept a while for downloads under way.
CREATE TABLE ca_crl_replaced (
  body uuid PRIMARY KEY,
  replaced_at bigint NOT NULL
);
