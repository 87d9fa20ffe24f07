import { ExternalError, UsageError } from "@devflow/errors";
import { describe, expect, test } from "vitest";
import { createLogger, type LoggerOptions, scrubText } from "../src/index.ts";

function collect(options: LoggerOptions = {}) {
  const lines: string[] = [];
  const logger = createLogger({
    ...options,
    destination: { write: (line) => void lines.push(line) },
  });
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? "null");
  return { lines, logger, last };
}

describe("lines", () => {
  test("are JSON with level by name, ISO time, message and fields", () => {
    const { logger, last } = collect({ fields: { app: "worker" } });
    logger.child({ deliveryId: "d-1" }).info({ reviewId: "7" }, "review posted");
    expect(last()).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      app: "worker",
      deliveryId: "d-1",
      reviewId: "7",
      msg: "review posted",
    });
  });

  test("below the level are not written", () => {
    const { logger, lines } = collect({ level: "warn" });
    logger.info("quiet");
    logger.warn("heard");
    expect(lines).toHaveLength(1);
  });

  test("are for people when asked, without colours outside a terminal", () => {
    const { logger, lines } = collect({ pretty: true });
    logger.info({ reviewId: "7" }, "review posted");
    expect(lines.join("")).toMatch(/^\[[\d:.]+\] INFO: review posted\n\s+reviewId: "7"\n$/);
  });
});

describe("secrets", () => {
  test("are redacted by field name, also nested and in children", () => {
    const { logger, lines } = collect();
    logger.child({ token: "plain-1" }).info(
      {
        authorization: "plain-2",
        github: { privateKey: "plain-3", webhookSecret: "plain-4" },
        request: { headers: { authorization: "plain-5", accept: "kept" } },
      },
      "m",
    );
    expect(lines[0]).not.toContain("plain");
    expect(lines[0]).toContain("kept");
  });

  test("that print themselves as redacted stay so after pino's clone", () => {
    class Hidden {
      readonly #value = "plain";
      toJSON = () => (this.#value === "plain" ? "[redacted]" : "");
    }
    const { logger, last } = collect();
    logger.info({ url: new Hidden(), token: "x" }, "m");
    expect(last().url).toBe("[redacted]");
  });

  test.each([
    ["postgres://devflow:hunter2@db:5432/x", "postgres://[redacted]@db:5432/x"],
    ["redis://:hunter2@cache", "redis://[redacted]@cache"],
    ["https://x-access-token:ghs_abc@github.com/a/b", "https://[redacted]@github.com/a/b"],
    [`key ghs_${"a".repeat(36)}!`, "key [redacted]!"],
    ["Authorization: Bearer eyJhbGciOi.eyJpc3MiOjF9", "Authorization: Bearer [redacted]"],
    ["a -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- b", "a [redacted] b"],
    ["http://host:8000/v1 answered 500", "http://host:8000/v1 answered 500"],
  ])("are scrubbed from text: %s", (text, clean) => {
    expect(scrubText(text)).toBe(clean);
  });
});

describe("errors", () => {
  test("carry our fields and the causes, and nothing that a library added", () => {
    const { logger, last } = collect();
    const cause = Object.assign(new Error("connect redis://u:hunter2@cache failed"), {
      request: { body: "source code" },
    });
    const error = new ExternalError("queue is unreachable", {
      service: "queue",
      retryable: true,
      code: "unavailable",
      retryAfterMs: 500,
      cause,
    });
    Object.assign(error, { request: { body: "source code" } });
    logger.error({ err: error }, "job failed");
    expect(last().err).toEqual({
      type: "ExternalError",
      message: "queue is unreachable: connect redis://[redacted]@cache failed",
      service: "queue",
      code: "unavailable",
      retryable: true,
      retryAfterMs: 500,
      stack: expect.stringContaining("caused by: Error: connect redis://[redacted]@cache failed"),
    });
  });

  test("of people keep the next step; thrown strings become errors", () => {
    const { logger, last } = collect();
    logger.error(new UsageError("not a repository", "Run it in a git checkout."));
    expect(last().err).toMatchObject({ nextStep: "Run it in a git checkout." });
    logger.error({ err: "boom" }, "m");
    expect(last().err).toMatchObject({ message: "boom" });
  });

  test("in groups are all listed", () => {
    const { logger, last } = collect();
    logger.error({ err: new AggregateError([new Error("one"), new Error("two")], "both") }, "m");
    expect(last().err).toMatchObject({ errors: [{ message: "one" }, { message: "two" }] });
  });
});
