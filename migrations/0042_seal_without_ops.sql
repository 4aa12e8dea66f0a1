-- Seals that hold what is no op of this program yet: hardly ever one, and asked for in each round.
CREATE INDEX seal_without_ops ON seal (desk, no) WHERE state = 'applied' AND why = 'ops';
