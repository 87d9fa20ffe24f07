/** The model server of the benchmark, in a process of its own: started with a file of edit traces. */
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { startModelServer, streamed } from "@devflow/testkit/model-server";
import type { EditTrace } from "./edit-traces.ts";
import { Oracle } from "./oracle.ts";

/** A 7B model on a card of today: 60 ms to the first token, 80 tokens a second. */
const FIRST_MS = 60;
const PIECE_MS = 12;

const [, , file = ""] = process.argv;
const traces: EditTrace[] = JSON.parse(readFileSync(file, "utf8"));
const oracle = new Oracle(traces);
const server = await startModelServer({
  models: [{ id: "Qwen/Qwen2.5-Coder-7B" }],
  script({ user }) {
    const pieces = oracle.answer(user).match(/[\s\S]{1,4}/g) ?? [];
    return streamed(
      pieces.flatMap((piece, index) => [later(index === 0 ? FIRST_MS : PIECE_MS), piece]),
    );
  },
});
process.send?.({ url: server.url });
process.on("message", () => {
  const outcomes = server.requests.map(({ outcome }) => outcome);
  const count = (wanted: string | null) => outcomes.filter((each) => each === wanted).length;
  process.send?.({
    requests: outcomes.length,
    answered: count("answered"),
    aborted: count("aborted"),
    running: count(null),
  });
});

/** Begins to wait when it is waited for. */
function later(milliseconds: number): PromiseLike<unknown> {
  return {
    // biome-ignore lint/suspicious/noThenProperty: the server waits for each piece in turn
    then: (onDone, onFailed) => wait(milliseconds).then(onDone, onFailed),
  };
}
