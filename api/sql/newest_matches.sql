-- Ranking reads the search vector of every match, so only the newest of the matches that pass all filters are ranked.
(SELECT r.*, ts_rank(r.search, {query})::float8 AS relevance
 FROM published_incidentrevision AS r
 WHERE {conditions}
 ORDER BY r.valid_from DESC, r.incident_id DESC LIMIT 1000) AS r
