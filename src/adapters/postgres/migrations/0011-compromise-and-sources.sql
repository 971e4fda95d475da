-- The moment from which a generation's key is known to be in other hands: nothing new is intended under it. Who
-- intends holds the row against that change, so that whatever was intended before is seen by whoever revokes.
ALTER TABLE ca_generation ADD COLUMN compromised_at bigint;

-- Who had an event recorded, and under which receipt number: references of the reporter, no basic item. NULL where
-- the feed of another system brought it.
ALTER TABLE register_life_event
  ADD COLUMN reported_by text COLLATE "C",
  ADD COLUMN reported_under text COLLATE "C";

CREATE INDEX register_life_event_reported
  ON register_life_event (recorded_at, position) WHERE reported_by IS NOT NULL;
