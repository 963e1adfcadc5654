-- What is due next, remembered from one look of the scheduler to the next.
CREATE TABLE schedule (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    cron    TEXT NOT NULL,                              -- the schedule that it was planned by
    due     TEXT NOT NULL,                              -- the next period that asks for a backup
    handled TEXT                                        -- the last one that got a backup, or a reason why not
) STRICT;
