-- Boards: answers that somebody keeps in view.
CREATE TABLE boards (
    id         TEXT PRIMARY KEY,
    owner      TEXT NOT NULL,     -- the user's name
    title      TEXT NOT NULL,
    shared     INTEGER NOT NULL,  -- 1: whoever knows the id may look, under their own rights
    version    INTEGER NOT NULL,  -- counts changes, so that two people do not overwrite each other
    changed_at TEXT NOT NULL,     -- UTC
    tiles      TEXT NOT NULL      -- JSON
);

CREATE INDEX boards_by_owner ON boards (owner, changed_at);
