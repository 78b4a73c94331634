-- Ranking reads the search vector of every match, so only the newest matches are ranked.
(SELECT m.*, ts_rank(m.search, {query})::float8 AS relevance
 FROM published_incidentrevision AS m
 WHERE m.state = 'published' AND {valid} AND m.search @@ {query}
 ORDER BY m.valid_from DESC, m.incident_id DESC LIMIT 1000) AS r
