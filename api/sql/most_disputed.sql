-- The incident that shows best why one number is not enough: the one with most claims among the newest estimates.
SELECT r.body FROM published_incidentrevision AS r
WHERE r.valid_to IS NULL AND r.state = 'published' AND r.incident_id = (
    SELECT newest.incident_id
    FROM (SELECT k.incident_id FROM published_record AS k
          WHERE k.resource = 'estimates' AND k.valid_to IS NULL
          ORDER BY k.sort_on DESC NULLS LAST, k.record_id DESC LIMIT 2000) AS newest
    GROUP BY newest.incident_id ORDER BY count(*) DESC, newest.incident_id LIMIT 1
)
