-- What changes the status of certificates, in lanes: whoever issues, revokes or lifts adds it as the last thing of
-- the same transaction. The row of a lane is locked until the commit, so that a lane has no gaps and its changes
-- become visible in their order. Revocations and lifts of a serial always go by lane serial % 16.

-- Which database this is; a checkpoint of another one is worth nothing here.
CREATE TABLE ca_status_feed (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  identity uuid NOT NULL
);

INSERT INTO ca_status_feed (identity) VALUES (gen_random_uuid());

-- The last position of each lane, and the tag of the change there. Free room keeps the growing row in its page.
CREATE TABLE ca_status_lane (
  lane smallint PRIMARY KEY CHECK (lane BETWEEN 0 AND 15),
  position bigint NOT NULL,
  tag uuid NOT NULL
) WITH (fillfactor = 20);

INSERT INTO ca_status_lane (lane, position, tag)
SELECT lane, 0, '00000000-0000-0000-0000-000000000000' FROM generate_series(0, 15) AS lane;

-- `change` is 1 for issued (with the key generation), 2 for revoked (with moment and reason, as in ca_revocation)
-- and 3 for a hold that was lifted. The tag is drawn anew for every change: a history that was lost and written
-- again has other tags at the same positions.
CREATE TABLE ca_status_change (
  lane smallint NOT NULL,
  position bigint NOT NULL CHECK (position > 0),
  tag uuid NOT NULL,
  authority smallint NOT NULL,
  change smallint NOT NULL CHECK (change IN (1, 2, 3)),
  generation integer CHECK ((generation IS NOT NULL) = (change = 1)),
  revoked_at bigint CHECK ((revoked_at IS NOT NULL) = (change = 2)),
  reason smallint CHECK ((reason IS NOT NULL) = (change = 2)),
  serials bigint[] NOT NULL,
  PRIMARY KEY (lane, position)
);

-- Processes that answer from memory, each with how far it has followed. Each writes its own row and nothing else;
-- `renewals` grows with every look it takes.
CREATE TABLE va_follower (
  id uuid PRIMARY KEY,
  renewals bigint NOT NULL,
  positions bigint[] NOT NULL,
  tags uuid[] NOT NULL
) WITH (fillfactor = 20);

-- A status process that starts without a checkpoint reads these columns of every certificate: from the index alone.
ALTER TABLE ca_certificate
  DROP CONSTRAINT ca_certificate_pkey,
  ADD PRIMARY KEY (authority, serial) INCLUDE (generation);

ALTER TABLE ca_revocation
  DROP CONSTRAINT ca_revocation_pkey,
  ADD PRIMARY KEY (authority, serial) INCLUDE (revoked_at, reason);
