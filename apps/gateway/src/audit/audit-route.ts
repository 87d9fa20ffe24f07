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
import { GatewayError } from "../http/gateway-error.ts";
import { defineRoute, type Route } from "../http/route.ts";

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const word = z.string().min(1).max(500);

const auditQuery = z.object({
  from: time.optional().describe("Of the entries in order: the first one from then on."),
  to: time.optional().describe("And the last one before that."),
  actor: word.optional(),
  action: word.optional().describe("A whole action, or its first part: `token`."),
  subject: word.optional(),
  repository: word.optional().describe("As the subject, or named in the details."),
  before: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, "is no number of an entry")
    .transform(Number)
    .optional()
    .describe("The next page: entries that are older than this one."),
  since: time.optional(),
  until: time.optional(),
  newest: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, "is no number from 1 to 9999")
    .transform(Number)
    .optional()
    .describe("Only so many of the newest that fit, newest first."),
});

/** Nothing that is asked for is passed over: a list would be another one. Raises GatewayError. */
function requireOneWay({ newest, from, to, ...filter }: z.output<typeof auditQuery>): void {
  const needless = Object.keys(
    newest === undefined ? filter : { ...(from && { from }), ...(to && { to }) },
  );
  if (needless.length === 0) return;
  const way =
    newest === undefined
      ? "with `newest`, which makes it a list"
      : "without `newest`; a list has `since` and `until`";
  const message = `${needless.join(", ")}: only ${way}.`;
  throw new GatewayError(400, message, { code: "invalid_request" });
}

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
        "In order and without a gap, so that `devflow audit verify --file` can hold it against its hashes; with `newest` a list of what fits all of `actor`, `action`, `subject`, `repository`, `since`, `until` and `before`.",
      scope: "admin",
      rate: "light",
      timeoutMs,
      query: auditQuery,
      answerText: "application/x-ndjson",
      answerHeaders: { link: "With `newest`, where there are older entries: the next page." },
      async handle({ caller, query }) {
        requireOneWay(query);
        const { newest, from, to, before, ...filter } = query;
        await recordAudit(database, {
          actor: caller.name,
          action: "audit.exported",
          subject: "audit log",
          details: { way: "gateway", newest, from, to, before, ...filter },
        });
        const type = "application/x-ndjson; charset=utf-8";
        const headers = { "cache-control": "no-store" };
        if (newest !== undefined) {
          // One more than is given says whether there is more.
          const asked = { ...filter, beforeId: before, limit: newest + 1 };
          const rows = await readAudit(database, asked);
          const given = rows.slice(0, newest);
          const link = rows.length > newest && nextPage(query, given.at(-1)?.id);
          const text = given.map(lineOfRow).join("");
          return { text, type, headers: { ...headers, ...(link && { link }) } };
        }
        const range = await auditRange(database, { from, to });
        return { lines: linesOf(storedAudit(database, range)), type, headers };
      },
    }),
  ];
}

/** RFC 8288. What anybody wrote stands in it percent-encoded. */
function nextPage(query: z.output<typeof auditQuery>, before: number | undefined): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, before })) {
    if (value === undefined) continue;
    words.set(name, value instanceof Date ? value.toISOString() : String(value));
  }
  return `</v1/audit?${words}>; rel="next"`;
}

/** A row that is none any more goes out as what it is: whoever verifies the file is told. */
async function* linesOf(rows: AsyncIterable<StoredRow>): AsyncGenerator<string> {
  for await (const row of rows) {
    yield "unreadable" in row ? `${JSON.stringify(row)}\n` : lineOfRow(row);
  }
}
