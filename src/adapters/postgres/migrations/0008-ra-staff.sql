-- The staff of the counters, their sessions and their journal.
CREATE TABLE ra_staff (
  staff_id text COLLATE "C" PRIMARY KEY CHECK (staff_id ~ '^S[0-9]{6}$'),
  municipality_code text COLLATE "C" NOT NULL CHECK (municipality_code ~ '^[0-9]{5}$'),
  name text NOT NULL,
  roles jsonb NOT NULL,
  certificate_key_sha256 text COLLATE "C" UNIQUE CHECK (certificate_key_sha256 ~ '^[0-9a-f]{64}$'),
  active boolean NOT NULL
);

CREATE INDEX ra_staff_by_municipality ON ra_staff (municipality_code, staff_id);

-- Acts and look-ups are added and never changed; their order is that of `at`, the id breaks ties.
CREATE TABLE ra_staff_act (
  municipality_code text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  act_id uuid NOT NULL DEFAULT gen_random_uuid(),
  staff_id text COLLATE "C" NOT NULL,
  what text NOT NULL,
  detail jsonb NOT NULL,
  PRIMARY KEY (municipality_code, at, act_id)
);

CREATE TABLE ra_look_up (
  municipality_code text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  look_up_id uuid NOT NULL DEFAULT gen_random_uuid(),
  staff_id text COLLATE "C" NOT NULL,
  resident_id text COLLATE "C" NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (municipality_code, at, look_up_id)
);

CREATE INDEX ra_look_up_by_resident ON ra_look_up (resident_id, at, look_up_id);

-- Of a token only its digest is here. Sessions live for hours and are no record: ended ones are deleted.
CREATE TABLE ra_staff_session (
  token_sha256 bytea PRIMARY KEY CHECK (length(token_sha256) = 32),
  staff_id text COLLATE "C" NOT NULL REFERENCES ra_staff (staff_id),
  desk_id text NOT NULL,
  method text NOT NULL CHECK (method IN ('account', 'staff-card')),
  started_at bigint NOT NULL,
  kept_at bigint NOT NULL,
  ended_at bigint
);

CREATE INDEX ra_staff_session_by_member ON ra_staff_session (staff_id);
CREATE INDEX ra_staff_session_by_start ON ra_staff_session (started_at);

CREATE TABLE ra_staff_challenge (
  id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
  challenge bytea NOT NULL CHECK (length(challenge) = 32),
  sign_in_digest bytea NOT NULL CHECK (length(sign_in_digest) = 32),
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  used_at bigint
);

CREATE INDEX ra_staff_challenge_by_end ON ra_staff_challenge (expires_at);

-- The day journal reads the cases of a municipality by time.
CREATE INDEX ra_case_entry_by_time ON ra_case_entry (municipality_code, at, receipt_number, position);

-- The queues. Whoever takes or calls a ticket locks the head row of the day: numbers have no gaps, and no ticket is
-- called to two desks.
CREATE TABLE ra_queue_head (
  municipality_code text COLLATE "C" NOT NULL,
  day date NOT NULL,
  last_number integer NOT NULL,
  PRIMARY KEY (municipality_code, day)
);

CREATE TABLE ra_queue_ticket (
  municipality_code text COLLATE "C" NOT NULL,
  day date NOT NULL,
  number integer NOT NULL CHECK (number > 0),
  situation text,
  taken_at bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'called', 'served', 'gone')),
  desk_id text,
  called_at bigint,
  closed_at bigint,
  PRIMARY KEY (municipality_code, day, number)
);

-- A desk serves one at a time.
CREATE UNIQUE INDEX ra_queue_ticket_called ON ra_queue_ticket (municipality_code, day, desk_id)
  WHERE state = 'called';

-- The notices that were prepared: which certificate and why, never what the letter says about the person.
CREATE TABLE ra_notice (
  authority smallint NOT NULL CHECK (authority IN (1, 2)),
  serial bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('expiry', 'lapse')),
  municipality_code text COLLATE "C" NOT NULL,
  resident_id text COLLATE "C" NOT NULL,
  not_after bigint NOT NULL,
  ground text,
  lapsed_at bigint,
  prepared_on date NOT NULL,
  PRIMARY KEY (authority, serial, kind),
  CHECK ((kind = 'lapse') = (ground IS NOT NULL AND lapsed_at IS NOT NULL))
);

CREATE INDEX ra_notice_by_resident ON ra_notice (resident_id, prepared_on);
CREATE INDEX ra_notice_by_day ON ra_notice (municipality_code, prepared_on, resident_id);

-- How far a day's run has come, with each batch of its notices: a run that was cut goes on from there.
CREATE TABLE ra_notice_run (
  day date NOT NULL,
  kind text NOT NULL CHECK (kind IN ('expiry', 'lapse')),
  authority smallint NOT NULL,
  after_serial bigint NOT NULL,
  done boolean NOT NULL,
  PRIMARY KEY (day, kind, authority)
);
