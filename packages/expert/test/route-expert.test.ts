import type { ExpertRoute } from "@devflow/config";
import { describe, expect, test } from "vitest";
import { type RoutableExpert, type RouteInput, routeExpert } from "../src/index.ts";

const expert = (name: string, changes: Partial<RoutableExpert> = {}): RoutableExpert => ({
  name,
  tasks: ["completion", "chat"],
  fallbacks: [],
  canFill: true,
  ...changes,
});

const route = (changes: Partial<ExpertRoute>): ExpertRoute => ({
  repository: null,
  team: null,
  language: null,
  expert: null,
  model: null,
  ...changes,
});

const experts = [
  expert("default"),
  expert("python", { fallbacks: ["default"] }),
  expert("typescript", { fallbacks: ["default"] }),
];

const adapter = (name: string) => ({ name, path: `/adapters/${name}` });

function chosen(changes: Partial<RouteInput>) {
  const { choices, passedOver } = routeExpert({
    task: "completion",
    language: "python",
    repository: "acme/shop",
    teams: [],
    experts,
    routes: [],
    liveAdapters: new Map(),
    ...changes,
  });
  return {
    order: choices.map(({ expert, model }) => (model === null ? expert : `${expert}/${model}`)),
    reasons: choices.map(({ reason }) => reason),
    passedOver: passedOver.map(({ expert, reason }) => `${expert} ${reason}`),
  };
}

describe("by language", () => {
  test("its own expert, then the fallbacks", () => {
    expect(chosen({})).toEqual({
      order: ["python", "default"],
      reasons: ["the expert for python", "instead of python"],
      passedOver: [],
    });
  });

  test("the expert of a language that is near enough", () => {
    expect(chosen({ language: "tsx" })).toMatchObject({
      order: ["typescript", "default"],
      reasons: ["the expert for typescript, which knows tsx", "instead of typescript"],
    });
    expect(chosen({ language: "javascript" }).order).toEqual(["typescript", "default"]);
  });

  test("the default for all others, and for files of no known language", () => {
    expect(chosen({ language: "rust" })).toMatchObject({
      order: ["default"],
      reasons: ["no expert for rust"],
    });
    expect(chosen({ language: null }).order).toEqual(["default"]);
  });

  test("nobody where nobody is configured", () => {
    expect(chosen({ experts: [] })).toEqual({ order: [], reasons: [], passedOver: [] });
  });

  test("fallbacks in their order, each once, also in a circle", () => {
    const circle = [
      expert("python", { fallbacks: ["go", "typescript"] }),
      expert("go", { fallbacks: ["python"] }),
      expert("typescript"),
      expert("default"),
    ];
    expect(chosen({ experts: circle }).order).toEqual(["python", "go", "typescript", "default"]);
  });
});

describe("by task", () => {
  test("who cannot fill in is passed over for completions, and its fallbacks are asked", () => {
    const one = [expert("default"), expert("python", { canFill: false, fallbacks: ["default"] })];
    expect(chosen({ experts: one })).toMatchObject({
      order: ["default"],
      passedOver: ["python its model is not known to fill in the middle"],
    });
    expect(chosen({ experts: one, task: "chat" }).order).toEqual(["python", "default"]);
  });

  test("a base model is not asked to talk", () => {
    const one = [expert("default"), expert("python", { tasks: ["completion"] })];
    expect(chosen({ experts: one, task: "chat" })).toMatchObject({
      order: ["default"],
      passedOver: ["python is not there for chat"],
    });
  });
});

describe("by route", () => {
  test("the first one that fits in all it names", () => {
    const routes = [
      route({ repository: "acme/pay-*", model: "python-pay" }),
      route({ team: "platform", language: "python", model: "python-platform" }),
      route({ repository: "acme/*", expert: "typescript" }),
    ];
    expect(chosen({ routes, repository: "Acme/Pay-Api" }).order).toEqual([
      "python/python-pay",
      "python",
      "default",
    ]);
    expect(chosen({ routes, teams: ["platform"] }).order[0]).toBe("python/python-platform");
    expect(chosen({ routes, teams: ["platform"], language: "go" }).order).toEqual([
      "typescript",
      "default",
    ]);
    expect(chosen({ routes })).toMatchObject({
      order: ["typescript", "default", "python"],
      reasons: ["a route for acme/*", "instead of typescript", "the expert for python"],
    });
  });

  test("an owner alone is all of its repositories, and an unknown repository is none", () => {
    const routes = [route({ repository: "acme", expert: "default" })];
    expect(chosen({ routes }).order[0]).toBe("default");
    expect(chosen({ routes, repository: "acme2/shop" }).order[0]).toBe("python");
    expect(chosen({ routes, repository: null }).order[0]).toBe("python");
  });

  test("a model for a language without an expert is the default's", () => {
    const routes = [route({ language: "rust", model: "rusty" })];
    expect(chosen({ routes, language: "rust" }).order).toEqual(["default/rusty", "default"]);
  });
});

describe("by rollout", () => {
  const liveAdapters = new Map([
    ["python", { posting: adapter("python@2"), fallback: adapter("python@1") }],
    ["default", { posting: null, fallback: null }],
  ]);

  test("the live adapter, the one before it, then the expert's own model", () => {
    expect(chosen({ liveAdapters }).order).toEqual([
      "python/python@2",
      "python/python@1",
      "python",
      "default",
    ]);
  });

  test("a route's model goes before it", () => {
    const routes = [route({ model: "python-pay" })];
    expect(chosen({ liveAdapters, routes }).order).toEqual([
      "python/python-pay",
      "python",
      "default",
    ]);
  });
});
