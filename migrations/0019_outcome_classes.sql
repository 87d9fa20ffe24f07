-- Who classified a reply or a reason, and the filter learns from what all signals come to.
-- Valid on PostgreSQL 15+ and on PGlite.

-- The model that read the words of a reply or of a reason; null: nobody has, or there was nothing to read.
ALTER TABLE outcome_signals ADD COLUMN classified_by text;

CREATE INDEX remarks_said ON remarks (repository_id, pull_number) WHERE said_at IS NOT NULL;

-- One row a remark with an outcome. What its signals came to counts as much as they are strong.
-- Where nobody has looked yet, its state counts: fixed, people acted on it; dismissed, or resolved
-- without a change, they did not. Without a label a day after the end of its pull request: most
-- likely not, and nobody said so, which counts less. A rule that was switched off, and a dismissal
-- for later, say nothing. The features are those of when it was posted.
CREATE OR REPLACE VIEW finding_outcomes AS
SELECT remarks.id AS remark_id,
       remarks.repository_id,
       remarks.created_at,
       remarks.source,
       remarks.severity,
       remarks.category,
       remarks.path,
       remarks.title,
       remarks.body,
       CASE WHEN outcomes.label IS NULL THEN outcomes.remark_id IS NULL AND remarks.state = 'fixed'
            ELSE outcomes.label = 'wanted' END AS is_acted_on,
       CASE WHEN outcomes.label IS NOT NULL THEN abs(outcomes.strength)::numeric
            WHEN outcomes.remark_id IS NULL AND remarks.state <> 'open' THEN 1
            ELSE 0.3 END::double precision AS weight,
       posted.features,
       posted.suggestion,
       posted.votes,
       posted.passes,
       posted.verdict,
       posted.confidence
  FROM remarks
  LEFT JOIN remark_outcomes outcomes ON outcomes.remark_id = remarks.id
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
   AND remarks.resolution IS DISTINCT FROM 'switched_off'
   AND CASE WHEN outcomes.label IS NOT NULL THEN true
            WHEN outcomes.remark_id IS NULL AND remarks.state <> 'open' THEN true
            ELSE remarks.state <> 'dismissed'
                 AND pull_requests.closed_at < now() - interval '1 day' END;
