-- Login challenges live for minutes; they are session state and no record, so ended ones are simply deleted.
CREATE TABLE idp_challenge (
  id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[0-9a-f]{32}$'),
  challenge bytea NOT NULL CHECK (length(challenge) = 32),
  session_digest bytea NOT NULL CHECK (length(session_digest) = 32),
  relying_party_id text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  used_at bigint
);

CREATE INDEX idp_challenge_by_end ON idp_challenge (expires_at);
