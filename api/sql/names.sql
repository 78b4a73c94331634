-- Who is called so: names that begin with the words before names with a word that does, and in each the party with the
-- most incidents first. Each side stops after its first thousand, so that one letter costs no more than a word.
WITH found AS (
    SELECT n.code, n.name, n.folded, 1 - (n.folded = {folded})::int AS place
    FROM (SELECT * FROM published_name WHERE kind = {kind} AND folded LIKE {start}
          ORDER BY folded, code LIMIT 1000) AS n
    UNION ALL
    SELECT n.code, n.name, n.folded, 2
    FROM (SELECT * FROM published_name WHERE kind = {kind} AND folded LIKE {within} LIMIT 1000) AS n
),
best AS (
    SELECT DISTINCT ON (code) code, name, place FROM found ORDER BY code, place, folded
)
SELECT best.code, best.name, best.place, counted.rows
FROM best
LEFT JOIN published_groupcount AS counted
    ON counted.resource = 'incidents' AND counted.key = 'party' AND counted.code = best.code
ORDER BY best.place, counted.rows DESC NULLS LAST, best.code DESC LIMIT {limit}
