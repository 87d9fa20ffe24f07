-- What the filter learns from: findings that people could read, with what became of them.
-- Valid on PostgreSQL 15+ and on PGlite.

-- When we saw that it was merged or closed; null while it is open.
ALTER TABLE pull_requests ADD COLUMN closed_at timestamptz;

CREATE INDEX findings_of_remark ON findings (remark_id) WHERE remark_id IS NOT NULL;

-- One row a remark with an outcome. Fixed: people acted on it. Dismissed, or resolved without a
-- change: they did not. Still open a day after the end of its pull request: most likely not, and
-- nobody said so, which counts less. The features are those of when it was posted.
CREATE VIEW finding_outcomes AS
SELECT remarks.id AS remark_id,
       remarks.repository_id,
       remarks.created_at,
       remarks.source,
       remarks.severity,
       remarks.category,
       remarks.path,
       remarks.title,
       remarks.body,
       remarks.state = 'fixed' AS is_acted_on,
       CASE WHEN remarks.state = 'open' THEN 0.3 ELSE 1 END::double precision AS weight,
       posted.features,
       posted.suggestion,
       posted.votes,
       posted.passes,
       posted.verdict,
       posted.confidence
  FROM remarks
  LEFT JOIN pull_requests
    ON pull_requests.repository_id = remarks.repository_id
   AND pull_requests.number = remarks.pull_number
  LEFT JOIN LATERAL (
    SELECT * FROM findings
     WHERE findings.remark_id = remarks.id AND findings.state = 'posted'
     ORDER BY findings.id
     LIMIT 1
  ) posted ON true
 WHERE remarks.said_at IS NOT NULL
   AND (remarks.state <> 'open' OR pull_requests.closed_at < now() - interval '1 day');
