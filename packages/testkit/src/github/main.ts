#!/usr/bin/env node
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { coerceError, UsageError } from "@devflow/errors";
import { openDemoPull } from "./cli/demo-repository.ts";
import { keepDelivering } from "./cli/keep-delivering.ts";
import { describeEvent } from "./cli/report.ts";
import { startFakeGitHub } from "./start-fake-github.ts";

const HELP = `Starts a GitHub of its own on this machine, with one App and one open pull request.

  npx node packages/testkit/src/github/main.ts [--port 4010] [--webhook-url URL] [--repo DIR] [--rev REV]

  --port         where it listens on 127.0.0.1; 4010 by default
  --webhook-url  where the bot listens; http://127.0.0.1:3000/api/github/webhooks by default
  --repo         a git checkout; this folder by default
  --rev          the commit that the pull request brings; HEAD by default

It prints the settings that the bot needs, delivers signed webhooks and shows what the bot posts.
Each line that you type becomes a comment on the pull request, for example /review.
Ctrl-C stops it and removes everything it made.
`;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "4010" },
    "webhook-url": { type: "string", default: "http://127.0.0.1:3000/api/github/webhooks" },
    repo: { type: "string", default: "." },
    rev: { type: "string", default: "HEAD" },
    help: { type: "boolean", short: "h", default: false },
  },
});

function write(text: string): void {
  process.stdout.write(text);
}

async function start(): Promise<void> {
  const github = await startFakeGitHub({ port: Number(values.port) });
  const folder = await mkdtemp(join(tmpdir(), "devflow-github-key-"));
  const stop = new AbortController();
  const end = async () => {
    stop.abort();
    await rm(folder, { recursive: true, force: true });
    await github.close();
  };
  try {
    const pull = await openDemoPull(github, values.repo, values.rev);
    const keyPath = join(folder, "app.pem");
    await writeFile(keyPath, github.app.privateKey, { mode: 0o600 });
    write(`APP_ID=${github.app.id}
PRIVATE_KEY_PATH=${keyPath}
WEBHOOK_SECRET=${github.app.webhookSecret}
GITHUB_API_URL=${github.apiUrl}

pull request #${pull.number} of ${pull.repository.owner}/${pull.repository.name}: ${pull.record.title}
webhooks go to ${values["webhook-url"]}

`);
    let last = "";
    github.events.listen((event) => {
      const text = describeEvent(pull, event) ?? "";
      if (text !== last) write(text);
      if (text !== "") last = text;
    });
    const input = createInterface({ input: process.stdin });
    input.on("line", (line) => line.trim() !== "" && pull.comment({ author: "you", body: line }));
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => input.close());
      process.once(signal, () => stop.abort());
    }
    await keepDelivering(github, values["webhook-url"], stop.signal);
  } finally {
    await end();
  }
}

if (values.help) {
  write(HELP);
} else {
  await start().catch((thrown: unknown) => {
    const error = coerceError(thrown);
    const nextStep = error instanceof UsageError ? `\n${error.nextStep}` : "";
    process.stderr.write(`fake GitHub: ${error.message}${nextStep}\n`);
    process.exitCode = 1;
  });
}
