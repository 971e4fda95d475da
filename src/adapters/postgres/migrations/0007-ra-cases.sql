-- The cases of the counters. `revision` grows with every change: whoever read an older one reads again. No basic item.
CREATE TABLE ra_case (
  municipality_code text COLLATE "C" NOT NULL,
  receipt_number text COLLATE "C" NOT NULL,
  resident_id text COLLATE "C" NOT NULL,
  procedure text NOT NULL,
  open boolean NOT NULL,
  revision bigint NOT NULL,
  opened_at bigint NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (municipality_code, receipt_number)
);

CREATE INDEX ra_case_by_receipt ON ra_case (receipt_number);
CREATE INDEX ra_case_by_resident ON ra_case (resident_id, opened_at, receipt_number);
CREATE INDEX ra_case_open ON ra_case (municipality_code, opened_at, receipt_number) WHERE open;

-- A person has one open case of a procedure.
CREATE TABLE ra_open_case (
  resident_id text COLLATE "C" NOT NULL,
  procedure text NOT NULL,
  receipt_number text COLLATE "C" NOT NULL,
  PRIMARY KEY (resident_id, procedure)
);

-- Each case's own history; the case's row, locked by its revision, gives the place.
CREATE TABLE ra_case_entry (
  municipality_code text COLLATE "C" NOT NULL,
  receipt_number text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  at bigint NOT NULL,
  staff_id text COLLATE "C" NOT NULL,
  what text NOT NULL,
  detail jsonb NOT NULL,
  PRIMARY KEY (municipality_code, receipt_number, position)
);
