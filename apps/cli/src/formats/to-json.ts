import type { LocalReport } from "./report.ts";

/** The documented JSON of `devflow review --format json`; its shape is a contract. */
export function toJson({ result, memory, indexMs, totalMs }: LocalReport): string {
  const { expert, timingsMs } = result;
  const document = {
    review: {
      base: result.baseSha,
      head: result.headSha,
      expert: expert.state === "not_configured" ? null : expert.identity,
      expert_state: expert.state,
      files_reviewed: result.filesReviewed,
      files_left_out: result.filesLeftOut.map(({ path, reason }) => ({ path, reason })),
      memory: memory && {
        repository: memory.repository,
        pull_request: memory.pullNumber,
        dismissals: memory.history.dismissals?.length ?? 0,
        remembered_rules: memory.rememberedRules,
      },
      counts: result.counts,
      tokens: result.tokens,
      timings_ms: {
        index: indexMs,
        context: timingsMs.context,
        draft: timingsMs.draft,
        verify: timingsMs.verify,
        total: totalMs,
      },
    },
    findings: result.findings.map((finding) => ({
      path: finding.path,
      side: finding.side,
      start_line: finding.startLine,
      line: finding.line,
      severity: finding.severity,
      category: finding.category,
      title: finding.title,
      body: finding.body,
      suggestion: finding.suggestion,
      confidence: finding.confidence,
      source: finding.source,
      fingerprint: finding.fingerprint,
    })),
    held: result.held.map(({ path, line, title, reason, source }) => ({
      path,
      line,
      title,
      reason,
      source,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
