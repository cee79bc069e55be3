-- What was answered, to whom, and how; one row is written whole or not at all.
CREATE TABLE answers (
    id         TEXT PRIMARY KEY,
    kept_at    TEXT NOT NULL,     -- UTC, 2026-11-19T02:30:00Z; sorts by time
    asker      TEXT NOT NULL,     -- JSON: who asked, with roles and attributes
    request    TEXT NOT NULL,     -- JSON: the question and what it was asked with
    answer     TEXT NOT NULL      -- the answer object, byte for byte as it was sent
);

CREATE INDEX answers_by_time ON answers (kept_at);

-- What people say of answers; the last word of each asker counts.
CREATE TABLE feedback (
    answer_id  TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    asker      TEXT NOT NULL,
    said_at    TEXT NOT NULL,
    verdict    TEXT NOT NULL,     -- up, down
    reason     TEXT,
    PRIMARY KEY (answer_id, asker)
);
