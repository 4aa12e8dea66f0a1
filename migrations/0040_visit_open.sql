-- The first screen tells a doctor which visits are not signed yet. Few are open, and of a year of
-- visits none was found without reading all: this holds the open ones alone.
CREATE INDEX visit_open ON visit (doctor_id, started_at)
    WHERE status = 'open' AND ended IS NULL;
