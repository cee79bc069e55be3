-- What people of chat programs want to be sent again and again, or when a number passes a bound.
CREATE TABLE subscriptions (
    id         TEXT PRIMARY KEY,  -- a UUID of version 7: sorts by time
    number     INTEGER NOT NULL,  -- what its owner calls it
    channel    TEXT NOT NULL,     -- the owner as the chat program names them: who they act as is looked up at each run
    tenant     TEXT NOT NULL,
    user       TEXT NOT NULL,
    place      TEXT,              -- the channel or group that it goes to; nothing for its owner alone
    question   TEXT NOT NULL,
    language   TEXT NOT NULL,     -- JSON: the language of what is said beside the answer
    lane       TEXT,              -- JSON: who may answer
    due        TEXT NOT NULL,     -- JSON: the times, or the bound
    zone       TEXT NOT NULL,     -- the time zone of the times
    state      TEXT NOT NULL,     -- active, paused
    reason     TEXT,              -- why it was paused, where its owner did not do it
    next_at    BIGINT,            -- seconds since 1970: when it runs next
    holds      BOOLEAN NOT NULL,  -- whether the bound was passed at the last look
    times_told INTEGER NOT NULL,  -- how often the bound was told: part of a message's key
    created_at TEXT NOT NULL,     -- UTC
    last_run   TEXT,              -- UTC
    UNIQUE (channel, tenant, user, number)
);

CREATE INDEX subscriptions_by_time ON subscriptions (state, next_at);
