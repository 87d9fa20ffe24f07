import type { StreamEvent } from "./gateway-client.ts";

/** An event of 1 MB is no answer of ours. */
const maxEventChars = 1_048_576;

/**
 * Events of a `text/event-stream`, as the HTML standard reads it: lines end by LF, CRLF or CR,
 * several `data:` lines are one text, comments and fields that we do not need are skipped.
 */
export async function* readEventStream(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<StreamEvent> {
  let event = "";
  let data: string[] = [];
  for await (const line of linesOf(chunks)) {
    if (line === "") {
      if (data.length > 0) yield { event: event || "message", data: data.join("\n") };
      event = "";
      data = [];
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    if (field === "event") event = value;
  }
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    // A CR at the end may be half of a CRLF.
    const complete = rest.endsWith("\r") ? rest.slice(0, -1) : rest;
    const lines = complete.split(/\r\n|\n|\r/);
    rest = `${lines.pop() ?? ""}${rest.slice(complete.length)}`;
    yield* lines;
    if (rest.length > maxEventChars) throw new RangeError("an event of the stream has no end");
  }
}
