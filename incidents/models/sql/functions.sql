-- The hash that keys articles and versions; IMMUTABLE so that generated columns may use it.
CREATE FUNCTION pikb_sha256(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN encode(sha256(convert_to(words, 'UTF8')), 'hex');

-- A base table's trigger calls this for the facts of every kind: once accepted, a fact's columns stay as they are.
CREATE FUNCTION pikb_fact_is_accepted(state text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN state IN ('curator_accepted', 'curator_edited');
