import { randomUUID } from "node:crypto";
import type { AssistAnswer, AssistEvent, AssistPorts } from "@devflow/assist";
import { ExternalError } from "@devflow/errors";
import type { RoutedExpert } from "@devflow/expert";
import type { Caller } from "@devflow/identity";
import { holdsCredential, suspectLines } from "@devflow/review";
import { languageOf } from "@devflow/syntax";
import { refuseSecrets } from "../completions/serve-completion.ts";
import { GatewayError } from "../http/gateway-error.ts";
import type { AssistServices } from "./assist-services.ts";
import { knownRepository, openRepositoryCode, type WatchedCode } from "./known-repository.ts";
import { keptOf, type Overheard, overhear } from "./overheard.ts";
import { proposedLines } from "./proposed-lines.ts";
import { type AssistFeature, type AssistRecord, recordAssist } from "./record-assist.ts";
import { TokenMeter } from "./token-meter.ts";

/** What a request asks for, beside what it wants done. */
export interface AskedAssist {
  feature: AssistFeature;
  caller: Caller;
  editor: string;
  signal: AbortSignal;
  /** As the request names it. */
  repository: string | null | undefined;
  /** Of every file of the request. */
  paths: readonly string[];
  /** Instead of whom the routes choose. */
  choices?: readonly RoutedExpert[];
}

/** An answer under way; its first event is there, so who answers is known. */
export interface StartedAssist<A, E = AssistEvent> {
  id: string;
  expert: string;
  model: string;
  events: AsyncGenerator<E, A>;
}

export type MakeAnswer<A, E> = (ports: AssistPorts) => AsyncGenerator<E, A>;

/**
 * Begins an answer with the first expert that begins one. Raises GatewayError 422 for a file of secrets
 * and 501 where nobody is configured, and whatever the last expert failed with. However it ends, it is
 * recorded.
 */
export async function startAssist<A extends AssistAnswer, E extends AssistEvent>(
  services: AssistServices,
  asked: AskedAssist,
  make: MakeAnswer<A, E>,
): Promise<StartedAssist<A, E>> {
  const { caller, signal, paths } = asked;
  for (const path of paths) refuseSecrets(services, path);
  const language = paths.map(languageOf).find((known) => known !== null) ?? null;
  const repository = await knownRepository(services, caller, asked.repository, signal);
  const choices =
    asked.choices ??
    (await services.experts.route("chat", {
      language,
      repository: repository?.name ?? null,
      repositoryId: repository?.id ?? null,
      teams: caller.teams,
    }));
  const watched = repository === null ? null : await openRepositoryCode(services, repository);
  const heard: Overheard | null = services.usage.keepsContent ? [] : null;
  const recorder = new Recorder(services, {
    id: `${asked.feature}-${randomUUID()}`,
    ...{ feature: asked.feature, caller, editor: asked.editor, language },
    repositoryId: repository?.id ?? null,
    retrieved: watched === null ? [] : [watched.retrieved],
  });
  const ports = { ...services, ...{ watched, heard, signal, meter: recorder.meter } };
  const started = await begin(choices, (choice) => make(portsOf(choice, ports)), {
    ...{ signal, recorder, heard },
  });
  recordWhenGone(services, recorder, signal);
  return started;
}

/** An answer that nobody began to read is not followed to its end, and did cost something. */
function recordWhenGone({ parts }: AssistServices, recorder: Recorder, signal: AbortSignal): void {
  const record = () =>
    recorder.record("cancelled").catch((err: unknown) => {
      parts.logger.warn({ err }, "an answer that was cancelled is not recorded");
    });
  if (signal.aborted) void record();
  else signal.addEventListener("abort", () => void record(), { once: true });
}

interface PortParts {
  isSecretFile: AssistServices["isSecretFile"];
  watched: WatchedCode | null;
  heard: Overheard | null;
  meter: TokenMeter;
  signal: AbortSignal;
}

function portsOf(
  { expert, model }: RoutedExpert,
  { isSecretFile, watched, heard, meter, signal }: PortParts,
): AssistPorts {
  const counted = meter.watch(expert);
  return {
    expert: heard === null ? counted : overhear(counted, heard),
    ...(model === null ? {} : { model }),
    code: watched?.code ?? null,
    isSecret: isSecretFile,
    ...{ holdsCredential, suspectLines },
    signal,
  };
}

/** What an answer is told to while it is made. */
interface Telling {
  signal: AbortSignal;
  recorder: Recorder;
  /** Null: nothing is kept. */
  heard: Overheard | null;
}

/** An expert that fails before its first word is passed over; one that fails later fails the answer. */
async function begin<A extends AssistAnswer, E extends AssistEvent>(
  choices: readonly RoutedExpert[],
  make: (choice: RoutedExpert) => AsyncGenerator<E, A>,
  telling: Telling,
): Promise<StartedAssist<A, E>> {
  const { signal, recorder, heard } = telling;
  let failure: unknown = noExpert();
  for (const choice of choices) {
    const { expert } = choice;
    heard?.splice(0);
    const events = make(choice);
    try {
      const first = await events.next();
      const model = choice.model ?? expert.identity.model;
      recorder.asked = { expert: expert.name, model };
      const { id } = recorder;
      return { id, expert: expert.name, model, events: follow(first, events, telling) };
    } catch (thrown) {
      recorder.asked = { expert: expert.name, model: choice.model ?? expert.identity.model };
      failure = thrown;
      if (signal.aborted || !(thrown instanceof ExternalError)) break;
    }
  }
  if (choices.length > 0) await recorder.record(signal.aborted ? "cancelled" : "failed");
  throw failure;
}

function noExpert(): GatewayError {
  return new GatewayError(
    501,
    "No expert that answers questions is configured. Name one in experts.yaml (docs/experts.md), or by EXPERT_URL and EXPERT_MODEL.",
    { code: "no_expert" },
  );
}

/** Who stops listening ends the answer, and what it was until then is recorded. */
async function* follow<A extends AssistAnswer, E extends AssistEvent>(
  first: IteratorResult<E, A>,
  events: AsyncGenerator<E, A>,
  { signal, recorder, heard }: Telling,
): AsyncGenerator<E, A> {
  let outcome: AssistRecord["outcome"] = "cancelled";
  try {
    let next = first;
    while (!next.done) {
      recorder.sawText();
      yield next.value;
      next = await events.next();
    }
    recorder.usage = next.value.usage;
    recorder.lines = proposedLines(next.value);
    recorder.kept = heard && keptOf(next.value, heard);
    outcome = "answered";
    await recorder.record(outcome);
    return next.value;
  } catch (thrown) {
    if (outcome !== "answered") outcome = signal.aborted ? "cancelled" : "failed";
    throw thrown;
  } finally {
    if (outcome !== "answered") {
      await Promise.allSettled([events.return(undefined as never), recorder.record(outcome)]);
    }
  }
}

type Facts = Pick<
  AssistRecord,
  "id" | "feature" | "caller" | "editor" | "language" | "repositoryId" | "retrieved" | "isTold"
>;

/** Gathers what is told of one answer when it is over. */
export class Recorder {
  readonly #services: AssistServices;
  readonly #facts: Facts;
  readonly #startedAt = performance.now();
  #firstTextMs: number | null = null;
  asked: AssistRecord["asked"] = null;
  usage: AssistRecord["usage"] = { promptTokens: null, completionTokens: null };
  lines: AssistRecord["lines"] = null;
  kept: AssistRecord["kept"] = null;
  /** Of every question that the answer takes. */
  readonly meter = new TokenMeter();
  #isRecorded = false;

  constructor(services: AssistServices, facts: Facts) {
    this.#services = services;
    this.#facts = facts;
  }

  get id(): string {
    return this.#facts.id;
  }

  sawText(): void {
    this.#firstTextMs ??= performance.now() - this.#startedAt;
  }

  /** Once: how it ended is what was said first. */
  async record(outcome: AssistRecord["outcome"]): Promise<void> {
    if (this.#isRecorded) return;
    this.#isRecorded = true;
    await recordAssist(this.#services, {
      ...this.#facts,
      asked: this.asked,
      usage: this.usage,
      startedAt: this.#startedAt,
      firstTextMs: this.#firstTextMs,
      lines: this.lines,
      kept: this.kept,
      spentTokens: this.meter.tokens,
      outcome,
    });
  }
}
