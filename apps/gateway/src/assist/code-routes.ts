import {
  type AssistPorts,
  documentCode,
  type EditedFile,
  explain,
  refactor,
  type TextEvent,
  writeTests,
} from "@devflow/assist";
import type { z } from "zod";
import { completionHeaders } from "../completions/answer-headers.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { defineRoute, type Route, type RouteRequest } from "../http/route.ts";
import { answerAssist, changeEventJson, changeJson, explanationJson } from "./answer-json.ts";
import type { AssistServices } from "./assist-services.ts";
import type { AssistFeature } from "./record-assist.ts";
import { type AskedAssist, startAssist } from "./run-assist.ts";
import {
  changeAnswerSchema,
  changeEvent,
  explanationEvent,
  explanationSchema,
} from "./schemas/answers.ts";
import { assistLimits, type editedFileSchema } from "./schemas/files.ts";
import { docsRequest, explainRequest, refactorRequest, testsRequest } from "./schemas/requests.ts";

const common = {
  method: "POST",
  scope: "assist",
  rate: "assist",
  maxBodyBytes: assistLimits.bodyBytes,
  links: { sendOutcome: { body: { id: "/id" } } },
  answerHeaders: { "X-DevFlow-Model": completionHeaders["X-DevFlow-Model"] },
  errors: [422, 501, 502, 504],
} as const;

const changeForm = { toJson: changeJson, toEvent: changeEventJson };
const explanationForm = { toJson: explanationJson, toEvent: (event: TextEvent) => event };

const streamWords =
  "With `stream` the answer comes as server-sent events: `text` pieces, `patch` where there is one, and `done` with the whole answer; `error` ends a stream that failed.";

/** Explain, tests, refactor, docs. */
export function codeRoutes(services: AssistServices): Route[] {
  return [
    explainRoute(services),
    testsRoute(services),
    refactorRoute(services),
    docsRoute(services),
  ];
}

const change = { ...common, answer: changeAnswerSchema, event: changeEvent } as const;

function testsRoute(services: AssistServices): Route {
  return defineRoute({
    ...change,
    path: "/v1/tests",
    operation: "writeTests",
    summary: "Writes tests beside the code, or corrects those that failed.",
    description: `The test file stands where the project has its tests, in the framework of those beside it. ${streamWords}`,
    body: testsRequest,
    async handle(request) {
      const { body } = request;
      const task = {
        files: filesOf(body.files),
        instruction: body.instruction ?? "",
        framework: body.framework ?? null,
        testPath: body.test_path ?? null,
        failure: body.failure?.output ?? "",
        answerLanguage: body.answer_language ?? "",
      };
      const asked = askedOf("tests", request, body);
      // Where they shall stand is a path of the request, too.
      const paths = [...asked.paths, ...(task.testPath === null ? [] : [task.testPath])];
      const make = (ports: AssistPorts) => writeTests(task, ports);
      const started = await startAssist(services, { ...asked, paths }, make);
      return answerAssist(started, body.stream === true, changeForm);
    },
  });
}

function refactorRoute(services: AssistServices): Route {
  return defineRoute({
    ...change,
    path: "/v1/refactor",
    operation: "refactorCode",
    summary: "Changes code as asked, over several files.",
    description: `A patch that applies to the files as they were sent; what is not sure is refused with its reason. ${streamWords}`,
    body: refactorRequest,
    async handle(request) {
      const { body } = request;
      const task = {
        files: filesOf(body.files),
        instruction: body.instruction,
        answerLanguage: body.answer_language ?? "",
      };
      const make = (ports: AssistPorts) => refactor(task, ports);
      const started = await startAssist(services, askedOf("refactor", request, body), make);
      return answerAssist(started, body.stream === true, changeForm);
    },
  });
}

function docsRoute(services: AssistServices): Route {
  return defineRoute({
    ...change,
    path: "/v1/docs",
    operation: "documentCode",
    summary: "Writes documentation comments.",
    description: `Nothing but comments changes: the syntax tree without them is the same before and after. ${streamWords}`,
    body: docsRequest,
    async handle(request) {
      const { body } = request;
      const task = {
        files: filesOf(body.files),
        instruction: body.instruction ?? "",
        answerLanguage: body.answer_language ?? "",
      };
      const make = (ports: AssistPorts) => documentCode(task, ports);
      const started = await startAssist(services, askedOf("docs", request, body), make);
      return answerAssist(started, body.stream === true, changeForm);
    },
  });
}

function explainRoute(services: AssistServices): Route {
  return defineRoute({
    ...common,
    path: "/v1/explain",
    operation: "explainCode",
    summary: "Explains code, or answers a question about it.",
    description: `Follow-up questions carry the turns before them. ${streamWords}`,
    body: explainRequest,
    answer: explanationSchema,
    event: explanationEvent,
    async handle(request) {
      const { body } = request;
      const task = {
        files: filesOf(body.files),
        question: body.question ?? "",
        turns: body.turns ?? [],
        answerLanguage: body.answer_language ?? "",
      };
      const started = await startAssist(services, askedOf("explain", request, body), (ports) =>
        explain(task, ports),
      );
      return answerAssist(started, body.stream === true, explanationForm);
    },
  });
}

type AnyRequest = Pick<
  RouteRequest<undefined, undefined, undefined, "assist">,
  "caller" | "editor" | "signal"
>;

export function askedOf(
  feature: AssistFeature,
  { caller, editor, signal }: AnyRequest,
  body: { repository?: string | null | undefined; files: readonly { path: string }[] },
): AskedAssist {
  const paths = body.files.map(({ path }) => path);
  return { feature, caller, editor, signal, repository: body.repository, paths };
}

/** Raises GatewayError 400 for a path that comes twice and for a selection behind the file's end. */
export function filesOf(files: readonly z.output<typeof editedFileSchema>[]): EditedFile[] {
  const seen = new Set<string>();
  return files.map(({ path, text, selection }, at) => {
    if (seen.has(path)) throw invalid(`files.${at}.path`, "is there twice");
    seen.add(path);
    if (!selection) return { path, text, selection: null };
    const { start_line: startLine, end_line } = selection;
    const lines = text.split("\n").length;
    if (startLine > end_line || startLine > lines) {
      throw invalid(`files.${at}.selection`, "has no line of the file");
    }
    return { path, text, selection: { startLine, endLine: Math.min(end_line, lines) } };
  });
}

function invalid(place: string, what: string): GatewayError {
  return new GatewayError(400, `${place}: ${what}`, { code: "invalid_request" });
}
