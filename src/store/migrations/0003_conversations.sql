-- Questions that go on from each other, of one asker.
CREATE TABLE conversations (
    id         TEXT PRIMARY KEY,
    asker      TEXT NOT NULL,
    title      TEXT,              -- its name, else its first question; nothing before that
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,     -- when its last question was answered, or it began
    last_id    TEXT NOT NULL      -- the id of that answer, or its own: ids of one second sort by time
);

CREATE INDEX conversations_by_asker ON conversations (asker, updated_at, last_id);

ALTER TABLE answers ADD COLUMN conversation TEXT REFERENCES conversations (id) ON DELETE CASCADE;

CREATE INDEX answers_by_conversation ON answers (conversation, kept_at, id);

-- Replies that are sent again to whoever sends the same request with the same key.
CREATE TABLE replies (
    asker      TEXT NOT NULL,
    key        TEXT NOT NULL,
    request    TEXT NOT NULL,     -- SHA-256 of the route and the body
    status     INTEGER NOT NULL,
    body       TEXT NOT NULL,
    kept_at    TEXT NOT NULL,
    PRIMARY KEY (asker, key)
);

CREATE INDEX replies_by_time ON replies (kept_at);

-- Whose the fault was, as whoever looks after the layer decides: model, data, user.
ALTER TABLE feedback ADD COLUMN cause TEXT;
CREATE INDEX feedback_by_time ON feedback (said_at, answer_id);
