-- Which answer WeCom shows under a name: people judge it by that name, days later.
CREATE TABLE shown_answers (
    shown_as  TEXT PRIMARY KEY,  -- the name that WeCom was given
    answer_id TEXT NOT NULL,
    shown_at  TEXT NOT NULL      -- UTC
);

CREATE INDEX shown_answers_by_time ON shown_answers (shown_at);
