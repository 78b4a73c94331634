-- The words that a current revision is found by: title A, headline, parties and aliases B, quotations C, summary D.
-- English stemming over unaccented text; whoever asks goes through published.reading.search_query, which does the same.
UPDATE published_incidentrevision
SET search = setweight(to_tsvector('english', unaccent(%(title)s)), 'A')
          || setweight(to_tsvector('english', unaccent(%(names)s)), 'B')
          || setweight(to_tsvector('english', unaccent(%(quotations)s)), 'C')
          || setweight(to_tsvector('english', unaccent(%(summary)s)), 'D')
WHERE id = %(revision)s
