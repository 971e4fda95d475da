-- The synthetic register: residents as the last life event left them. A resident keeps the id on moving, so
-- the municipality is no part of the key.
CREATE TABLE register_resident (
  id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^R[0-9]{10}$'),
  municipality_code text NOT NULL,
  name text NOT NULL,
  name_substitutions text NOT NULL,
  address text NOT NULL,
  address_substitutions text NOT NULL,
  birth_date date NOT NULL,
  sex text NOT NULL CHECK (sex IN ('male', 'female', 'unknown')),
  kana text NOT NULL,
  nationality text NOT NULL CHECK (nationality IN ('japanese', 'permanent-foreigner', 'foreigner')),
  period_of_stay_ends_on date,
  adult_ward boolean NOT NULL,
  residence text NOT NULL CHECK (residence IN ('in-japan', 'overseas')),
  overseas_continuation boolean NOT NULL,
  deceased_on date,
  version bigint NOT NULL CHECK (version >= 1)
);

-- The feed. Its positions come from the head row, which is locked until the event commits: the order of
-- positions is the order of commits, and no reader ever sees a gap that fills later.
CREATE TABLE register_life_event (
  position bigint PRIMARY KEY,
  resident_id text COLLATE "C" NOT NULL REFERENCES register_resident (id),
  version bigint NOT NULL,
  event jsonb NOT NULL,
  recorded_at bigint NOT NULL,
  UNIQUE (resident_id, version)
);

CREATE TABLE register_feed_head (
  only_row boolean PRIMARY KEY CHECK (only_row),
  position bigint NOT NULL
);

INSERT INTO register_feed_head (only_row, position) VALUES (true, 0);

CREATE TABLE register_feed_cursor (
  consumer text PRIMARY KEY,
  position bigint NOT NULL
);
