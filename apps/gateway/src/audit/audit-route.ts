import {
  auditRange,
  lineOfRow,
  readAudit,
  recordAudit,
  type StoredRow,
  storedAudit,
} from "@devflow/audit";
import { z } from "zod";
import type { GatewayServices } from "../gateway-services.ts";
import { defineRoute, type Route } from "../http/route.ts";

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const word = z.string().min(1).max(500);

const auditQuery = z.object({
  from: time.optional().describe("Of the entries in order: the first one from then on."),
  to: time.optional().describe("And the last one before that."),
  actor: word.optional(),
  action: word.optional().describe("A whole action, or its first part: `token`."),
  subject: word.optional(),
  since: time.optional(),
  until: time.optional(),
  newest: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, "is no number from 1 to 9999")
    .transform(Number)
    .optional()
    .describe("Only so many of the newest that fit, newest first; the filters are for these."),
});

/** As long as a log of some million entries takes over a slow line. */
const timeoutMs = 1_800_000;

/** The audit log, for administrators. Reading it is an entry of its own: it leaves the server here. */
export function auditRoutes({ parts }: Pick<GatewayServices, "parts">): Route[] {
  const { database } = parts;
  return [
    defineRoute({
      method: "GET",
      path: "/v1/audit",
      operation: "exportAudit",
      summary: "The audit log as NDJSON, an entry a line, with the chain of hashes.",
      description:
        "In order and without a gap, so that `devflow audit verify --file` can hold it against its hashes; with `newest` a list of what fits.",
      scope: "admin",
      rate: "light",
      timeoutMs,
      query: auditQuery,
      answerText: "application/x-ndjson",
      async handle({ caller, query: { newest, from, to, ...filter } }) {
        await recordAudit(database, {
          actor: caller.name,
          action: "audit.exported",
          subject: "audit log",
          details: { way: "gateway", newest, from, to, ...filter },
        });
        const type = "application/x-ndjson; charset=utf-8";
        const headers = { "cache-control": "no-store" };
        if (newest !== undefined) {
          const rows = await readAudit(database, { ...filter, limit: newest });
          return { text: rows.map(lineOfRow).join(""), type, headers };
        }
        const range = await auditRange(database, { from, to });
        return { lines: linesOf(storedAudit(database, range)), type, headers };
      },
    }),
  ];
}

/** A row that is none any more goes out as what it is: whoever verifies the file is told. */
async function* linesOf(rows: AsyncIterable<StoredRow>): AsyncGenerator<string> {
  for await (const row of rows) {
    yield "unreadable" in row ? `${JSON.stringify(row)}\n` : lineOfRow(row);
  }
}
