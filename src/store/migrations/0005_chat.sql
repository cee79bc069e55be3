-- Who somebody of a chat program is here.
CREATE TABLE identities (
    channel    TEXT NOT NULL,     -- slack, wecom
    tenant     TEXT NOT NULL,     -- the team or the corporation
    user       TEXT NOT NULL,     -- as the chat program names them
    principal  TEXT NOT NULL,     -- JSON: who they act as
    created_at TEXT NOT NULL,     -- UTC
    PRIMARY KEY (channel, tenant, user)
);

-- Codes that make somebody of a chat program known, once. The code itself is nowhere.
CREATE TABLE identity_codes (
    hash       TEXT PRIMARY KEY,  -- SHA-256, hex
    principal  TEXT NOT NULL,     -- JSON: who they will act as
    ends_at    TEXT NOT NULL      -- UTC
);

-- What chat programs sent: each is handled once, and what was acknowledged is answered also after a restart.
CREATE TABLE inbox (
    channel     TEXT NOT NULL,
    event       TEXT NOT NULL,    -- how the chat program names what it sends again
    received_at TEXT NOT NULL,    -- UTC
    state       TEXT NOT NULL,    -- seen (nothing to do), open, done
    payload     TEXT,             -- JSON: what is to be answered; gone when it is done
    progress    TEXT,             -- JSON: what was shown of it so far
    attempts    INTEGER NOT NULL, -- how often it was begun
    PRIMARY KEY (channel, event)
);

CREATE INDEX inbox_by_state ON inbox (state, channel, received_at);

-- What is to be sent: written first, sent then, and kept where it cannot be.
CREATE TABLE outbox (
    id          TEXT PRIMARY KEY, -- a UUID of version 7: sorts by time
    channel     TEXT NOT NULL,
    destination TEXT NOT NULL,    -- what the rate of messages is limited for
    key         TEXT NOT NULL,    -- what is written again with the same key is sent once
    payload     TEXT NOT NULL,    -- JSON; empty when it was sent
    state       TEXT NOT NULL,    -- waiting, sent, dead
    attempts    INTEGER NOT NULL,
    next_at     BIGINT NOT NULL,  -- milliseconds since 1970
    created_at  TEXT NOT NULL,    -- UTC
    changed_at  TEXT NOT NULL,    -- UTC
    error       TEXT,             -- of the last attempt
    receipt     TEXT,             -- what the chat program calls the message
    UNIQUE (channel, key)
);

CREATE INDEX outbox_by_state ON outbox (state, next_at);

-- Which conversation of somebody a thread of a chat program is.
CREATE TABLE chat_threads (
    channel      TEXT NOT NULL,
    thread       TEXT NOT NULL,
    asker        TEXT NOT NULL,   -- JSON: a conversation is its asker's alone
    conversation TEXT NOT NULL,
    choices      TEXT NOT NULL,   -- JSON: what the last answer offered
    changed_at   TEXT NOT NULL,   -- UTC
    PRIMARY KEY (channel, thread, asker)
);

CREATE INDEX chat_threads_by_time ON chat_threads (changed_at);
