-- Incidents in whose titles the words stand almost; the index finds what is beyond the threshold that was set.
SELECT n.code, n.name, 3, NULL::bigint
FROM (SELECT * FROM published_name WHERE kind = 'incident' AND folded %> {folded} LIMIT 1000) AS n
ORDER BY word_similarity({folded}, n.folded) DESC, n.code DESC LIMIT {limit}
