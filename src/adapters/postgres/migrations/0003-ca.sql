-- The authorities. In every table `authority` is 1 for signature and 2 for user-authentication, instants are
-- epoch milliseconds, a serial is the value of the authority's counter. Rows are added and hardly ever changed.

-- The counter, one for each authority over all its key generations. Everything below settled_below that was
-- intended has been signed or reported.
CREATE TABLE ca_serial (
  authority smallint PRIMARY KEY CHECK (authority IN (1, 2)),
  next_serial bigint NOT NULL,
  settled_below bigint NOT NULL
);

INSERT INTO ca_serial (authority, next_serial, settled_below) VALUES (1, 1, 1), (2, 1, 1);

CREATE TABLE ca_generation (
  authority smallint NOT NULL,
  generation integer NOT NULL CHECK (generation > 0),
  serial bigint NOT NULL,
  suite text NOT NULL,
  key_name text NOT NULL,
  key_id bytea NOT NULL CHECK (length(key_id) = 20),
  certificate bytea NOT NULL,
  not_before bigint NOT NULL,
  not_after bigint NOT NULL,
  PRIMARY KEY (authority, generation),
  UNIQUE (authority, key_id)
);

CREATE TABLE ca_responder (
  authority smallint NOT NULL,
  serial bigint NOT NULL,
  generation integer NOT NULL,
  key_name text NOT NULL,
  certificate bytea NOT NULL,
  not_before bigint NOT NULL,
  not_after bigint NOT NULL,
  PRIMARY KEY (authority, serial),
  FOREIGN KEY (authority, generation) REFERENCES ca_generation
);

-- Transcripts line by line; `ceremony` is the SHA-256 of the reviewed file, in hexadecimal.
CREATE TABLE ca_ceremony_line (
  ceremony text NOT NULL,
  position integer NOT NULL CHECK (position >= 0),
  line text NOT NULL,
  PRIMARY KEY (ceremony, position)
);

-- The municipalities that have certificates. `revision` grows with every revocation among them.
CREATE TABLE ca_partition (
  authority smallint NOT NULL,
  municipality_code text NOT NULL,
  prefecture_romaji text NOT NULL,
  municipality_romaji text NOT NULL,
  revision bigint NOT NULL,
  last_crl_number bigint NOT NULL,
  PRIMARY KEY (authority, municipality_code)
);

-- Intents. From the commit of its row on, exactly these octets (tbs) become the certificate, and no other.
CREATE TABLE ca_certificate (
  authority smallint NOT NULL,
  serial bigint NOT NULL,
  generation integer NOT NULL,
  receipt text NOT NULL,
  command_digest bytea NOT NULL,
  holder_ref text NOT NULL,
  card_ref text NOT NULL,
  municipality_code text NOT NULL,
  key_digest bytea NOT NULL,
  not_before bigint NOT NULL,
  not_after bigint NOT NULL,
  tbs bytea NOT NULL,
  PRIMARY KEY (authority, serial),
  CONSTRAINT ca_certificate_receipt UNIQUE (authority, receipt),
  -- Over both authorities: a key is certified once, whatever for.
  CONSTRAINT ca_certificate_key UNIQUE (key_digest)
);

-- Keys and signatures do not compress; trying costs time on every certificate above 2 kB.
ALTER TABLE ca_certificate ALTER COLUMN tbs SET STORAGE EXTERNAL;

CREATE INDEX ca_certificate_holder ON ca_certificate (authority, holder_ref);

-- Results. An intent with its signature is a certificate; an intent without one is unfinished and unknown outside.
CREATE TABLE ca_signature (
  authority smallint NOT NULL,
  serial bigint NOT NULL,
  signature bytea NOT NULL,
  recorded_at bigint NOT NULL,
  PRIMARY KEY (authority, serial)
);

-- `reason` is the CRLReason code of RFC 5280 §5.3.1. A hold that became final keeps its revoked_at.
CREATE TABLE ca_revocation (
  authority smallint NOT NULL,
  serial bigint NOT NULL,
  municipality_code text NOT NULL,
  not_after bigint NOT NULL,
  revoked_at bigint NOT NULL,
  reason smallint NOT NULL,
  ground text NOT NULL,
  hold_final_at bigint,
  PRIMARY KEY (authority, serial)
);

CREATE INDEX ca_revocation_partition ON ca_revocation (authority, municipality_code, not_after);

-- Holds that were lifted, where the law setting allows it (src/law/lapse.ts, mayLiftHold).
CREATE TABLE ca_lifted_hold (
  authority smallint NOT NULL,
  serial bigint NOT NULL,
  held_at bigint NOT NULL,
  lifted_at bigint NOT NULL,
  ground text NOT NULL,
  PRIMARY KEY (authority, serial, held_at)
);

-- The newest list of each partition and key generation, with the revision of the partition it states.
CREATE TABLE ca_crl (
  authority smallint NOT NULL,
  municipality_code text NOT NULL,
  generation integer NOT NULL,
  crl_number bigint NOT NULL,
  this_update bigint NOT NULL,
  next_update bigint NOT NULL,
  revision bigint NOT NULL,
  crl bytea NOT NULL,
  PRIMARY KEY (authority, municipality_code, generation)
);

ALTER TABLE ca_crl ALTER COLUMN crl SET STORAGE EXTERNAL;
