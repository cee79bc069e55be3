-- Keys of programs. The secret itself is nowhere: what is kept is its SHA-256.
CREATE TABLE api_keys (
    id             TEXT PRIMARY KEY,
    label          TEXT NOT NULL,
    secret_hash    TEXT NOT NULL,    -- hex
    previous_hash  TEXT,             -- of the secret before the last rotation
    previous_until TEXT,             -- UTC; until then the previous secret counts
    principal      TEXT NOT NULL,    -- JSON: who a request with the key acts as
    scopes         TEXT NOT NULL,    -- names with blanks between them
    created_at     TEXT NOT NULL,    -- UTC, 2026-11-19T02:30:00Z; sorts by time
    expires_at     TEXT,
    rotated_at     TEXT,
    revoked_at     TEXT,
    last_used_at   TEXT              -- to the minute
);

-- What embed tokens are signed with. A new one is made each day, and old ones are forgotten.
CREATE TABLE signing_secrets (
    id             TEXT PRIMARY KEY,
    secret         TEXT NOT NULL,    -- hex
    created_at     TEXT NOT NULL
);

-- Who asked what, and which policies applied. Neither questions nor rows: those are in `answers` alone.
CREATE TABLE audit (
    id             TEXT PRIMARY KEY, -- a UUID of version 7: sorts by time
    at             TEXT NOT NULL,    -- UTC
    subject        TEXT NOT NULL,    -- the user of the principal
    asker          TEXT NOT NULL,    -- JSON: with roles and attributes
    via            TEXT NOT NULL,    -- local, key, token
    key_id         TEXT,             -- of a token the key that issued it
    surface        TEXT NOT NULL,    -- the route
    action         TEXT NOT NULL,
    target         TEXT,             -- the id of what was acted on, such as an answer or a key
    question_hash  TEXT,             -- SHA-256, hex
    statement_hash TEXT,             -- SHA-256, hex
    policies       TEXT NOT NULL,    -- JSON: names
    outcome        TEXT NOT NULL,
    row_count      BIGINT,
    duration_ms    BIGINT NOT NULL
);

CREATE INDEX audit_by_subject ON audit (subject, id);
