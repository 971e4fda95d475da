-- Which notices were printed, when and by whom: the first time alone. A print is added and never changed.
CREATE TABLE ra_notice_print (
  authority smallint NOT NULL,
  serial bigint NOT NULL,
  kind text NOT NULL,
  printed_at bigint NOT NULL,
  printed_by text COLLATE "C" NOT NULL CHECK (printed_by ~ '^S[0-9]{6}$'),
  PRIMARY KEY (authority, serial, kind),
  FOREIGN KEY (authority, serial, kind) REFERENCES ra_notice (authority, serial, kind)
);
