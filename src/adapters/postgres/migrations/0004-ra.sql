-- The counter. Rows about a person carry the resident's reference and no basic item.
CREATE TABLE ra_card (
  card_serial text COLLATE "C" PRIMARY KEY,
  resident_id text COLLATE "C" NOT NULL,
  variant text NOT NULL CHECK (variant IN ('standard', 'pinless')),
  issued_on date NOT NULL,
  expires_on date NOT NULL,
  state text NOT NULL CHECK (state IN ('live', 'returned', 'revoked')),
  life_counter bigint NOT NULL CHECK (life_counter >= 0),
  registered_at bigint NOT NULL
);

-- A second card is refused while one is live.
CREATE UNIQUE INDEX ra_card_live ON ra_card (resident_id) WHERE state = 'live';
CREATE INDEX ra_card_by_resident ON ra_card (resident_id, registered_at, card_serial);

-- Everything done under a receipt number. `revision` grows with every change: whoever read an older one reads again.
CREATE TABLE ra_procedure (
  receipt_number text COLLATE "C" PRIMARY KEY,
  resident_id text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  opened_at bigint NOT NULL,
  body jsonb NOT NULL
);

CREATE INDEX ra_procedure_by_resident ON ra_procedure (resident_id, opened_at, receipt_number);

-- The kinds for which an application is open: one at a time for each resident.
CREATE TABLE ra_open_kind (
  resident_id text COLLATE "C" NOT NULL,
  certificate_kind text NOT NULL,
  receipt_number text COLLATE "C" NOT NULL,
  PRIMARY KEY (resident_id, certificate_kind)
);

-- Whose certificate a serial is, from the moment the counter learned of it.
CREATE TABLE ra_certificate (
  certificate_kind text NOT NULL,
  serial_hex text COLLATE "C" NOT NULL,
  resident_id text COLLATE "C" NOT NULL,
  receipt_number text COLLATE "C" NOT NULL,
  PRIMARY KEY (certificate_kind, serial_hex)
);

-- The history of each resident; the head row, locked while an entry is added, gives the place.
CREATE TABLE ra_history_head (
  resident_id text COLLATE "C" PRIMARY KEY,
  position bigint NOT NULL
);

CREATE TABLE ra_history (
  resident_id text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  at bigint NOT NULL,
  what text NOT NULL,
  subject text NOT NULL,
  detail jsonb NOT NULL,
  PRIMARY KEY (resident_id, position),
  UNIQUE (resident_id, what, subject)
);

-- Issuer sessions live for minutes. Their keys are derived anew from the card's issuer key: nothing here is secret.
CREATE TABLE ra_issuer_session (
  session_id text COLLATE "C" PRIMARY KEY,
  receipt_number text COLLATE "C" NOT NULL,
  card_serial text NOT NULL,
  application_aid bytea NOT NULL,
  card_challenge bytea NOT NULL,
  issuer_nonce bytea NOT NULL,
  state text NOT NULL CHECK (state IN ('challenged', 'open')),
  expires_at bigint NOT NULL
);

CREATE INDEX ra_issuer_session_by_end ON ra_issuer_session (expires_at);
