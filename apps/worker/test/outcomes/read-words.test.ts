import { defaultExpertSettings } from "@devflow/config";
import { createExpert, type Expert } from "@devflow/expert";
import { createLogger } from "@devflow/logging";
import { type ModelServer, startModelServer, status, text } from "@devflow/testkit/model-server";
import { afterEach, expect, test } from "vitest";
import type { FoundSignal } from "../../src/outcomes/collect-signals.ts";
import { type KnownWords, WordReader, wordsKey } from "../../src/outcomes/read-words.ts";
import { remark } from "./remark.ts";

const logger = createLogger({ level: "silent" });
const signal = new AbortController().signal;
const servers: ModelServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function reply(words: string): FoundSignal {
  const found = {
    kind: "reply_other",
    sourceKey: "7",
    actor: "mia",
    happenedAt: new Date(0),
  } as const;
  return { ...found, detail: words, words: { of: "reply", text: words } };
}

function dismissal(words: string): FoundSignal {
  const found = {
    kind: "dismissed",
    sourceKey: "",
    actor: "kim",
    happenedAt: new Date(0),
  } as const;
  return { ...found, detail: words, words: { of: "dismissal", text: words } };
}

async function expertThatSays(
  answer: string | null,
): Promise<{ expert: Expert; server: ModelServer }> {
  const server = await startModelServer({
    script: () => (answer === null ? status(400) : text(answer)),
  });
  servers.push(server);
  return { expert: createExpert(defaultExpertSettings(server.url, "scripted"), logger), server };
}

const nothingKnown: KnownWords = new Map();

test("without an expert a reply is only a reply, and a dismissal counts as given", async () => {
  const reader = new WordReader(null, nothingKnown, logger, signal);
  expect(await reader.read(remark, reply("Good catch"))).toMatchObject({
    kind: "reply_other",
    strength: 0,
    classifiedBy: null,
  });
  expect(await reader.read(remark, dismissal("later"))).toMatchObject({
    kind: "dismissed",
    strength: -0.9,
  });
});

test("the expert says what a reply says", async () => {
  const { expert } = await expertThatSays("WILL_FIX: in this change");
  const reader = new WordReader(expert, nothingKnown, logger, signal);
  expect(await reader.read(remark, reply("On it"))).toMatchObject({
    kind: "reply_will_fix",
    strength: 0.5,
    classifiedBy: "scripted",
  });
});

test("a dismissal whose reason agrees is none of quality; any other counts as given", async () => {
  const agreeing = await expertThatSays("AGREED: known, later");
  const first = new WordReader(agreeing.expert, nothingKnown, logger, signal);
  expect(await first.read(remark, dismissal("known"))).toMatchObject({
    kind: "dismissed",
    strength: 0,
  });
  const disagreeing = await expertThatSays("DISAGREED: by design");
  const second = new WordReader(disagreeing.expert, nothingKnown, logger, signal);
  expect(await second.read(remark, dismissal("by design"))).toMatchObject({ strength: -0.9 });
});

test("words that were read before are not asked about again, edited ones are", async () => {
  const { expert, server } = await expertThatSays("AGREED: says so");
  const known: KnownWords = new Map([
    [
      wordsKey(remark, reply("No.")),
      { kind: "reply_disagreed", strength: -0.6, classifiedBy: "an older one" },
    ],
  ]);
  const reader = new WordReader(expert, known, logger, signal);
  expect(await reader.read(remark, reply("No."))).toMatchObject({
    kind: "reply_disagreed",
    classifiedBy: "an older one",
  });
  expect(server.requests).toHaveLength(0);
  expect(await reader.read(remark, reply("No, yes."))).toMatchObject({ kind: "reply_agreed" });
  expect(server.requests).toHaveLength(1);
});

test("an answer that is none is kept as nothing said, and not asked for every night", async () => {
  const { expert } = await expertThatSays("I think so");
  const reader = new WordReader(expert, nothingKnown, logger, signal);
  expect(await reader.read(remark, reply("Hm"))).toMatchObject({
    kind: "reply_other",
    classifiedBy: "scripted",
  });
});

test("an expert that is away is not asked again in the same reading", async () => {
  const { expert, server } = await expertThatSays(null);
  const reader = new WordReader(expert, nothingKnown, logger, signal);
  for (const words of ["One", "Two", "Three"]) {
    expect(await reader.read(remark, reply(words))).toMatchObject({
      kind: "reply_other",
      classifiedBy: null,
    });
  }
  expect(server.requests).toHaveLength(1);
});

test("with the team's tokens used up nobody is asked, and nothing counts as read", async () => {
  const { expert, server } = await expertThatSays("AGREED: yes");
  let left = 1;
  const mayAsk = async () => left-- > 0;
  const reader = new WordReader(expert, nothingKnown, logger, signal, mayAsk);
  expect(await reader.read(remark, reply("Good catch"))).toMatchObject({ kind: "reply_agreed" });
  for (let words = 0; words < 3; words++) {
    expect(await reader.read(remark, reply(`Good catch ${words}`))).toMatchObject({
      kind: "reply_other",
      classifiedBy: null,
    });
  }
  expect(server.requests).toHaveLength(1);
});
