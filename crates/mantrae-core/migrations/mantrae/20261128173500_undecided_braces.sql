-- Each start looks for rows whose braces are undecided: the index is empty unless there are any.

CREATE INDEX component_undecided ON component (id) WHERE braces = 'undecided';
