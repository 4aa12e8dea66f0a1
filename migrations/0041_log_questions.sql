-- Two things that people ask the log for again and again: when somebody last signed in, and who
-- was refused of late. Few entries are of either kind, so that most are written as before.
CREATE INDEX access_sign_in ON access (user, at) WHERE what = 'sign_in';
CREATE INDEX access_refused ON access (at) WHERE outcome = 'refused';
