-- A page of an incident's revisions, newest first, each with what curators wrote in it and its typed changes. `doc`
-- is the body without the marks of its addresses, which are no JSON; it is parsed once a row, and never sent.
SELECT r.number, r.valid_from, r.valid_to, json_build_array({fields})::text,
       (SELECT json_agg(replace(c.body, chr(1), '')::json ORDER BY c.sequence)::text FROM published_change AS c
        WHERE c.incident_id = r.incident_id AND c.revision = r.number)
FROM published_incidentrevision AS r
LEFT JOIN LATERAL json_to_record(NULLIF(replace(r.body, chr(1), ''), '')::json) AS doc({columns}) ON TRUE
WHERE r.incident_id = {incident_id} AND r.number BETWEEN {lowest} AND {highest}
ORDER BY r.number DESC LIMIT {limit}
