import type { ExpertRoute, ExpertTask } from "@devflow/config";
import picomatch from "picomatch";
import type { ServedAdapter } from "../adapters/adapter-server.ts";

/** What routing knows of an expert. */
export interface RoutableExpert {
  name: string;
  tasks: readonly ExpertTask[];
  /** Names of experts that are asked instead, best first. */
  fallbacks: readonly string[];
  /** False: it cannot fill in the middle. */
  canFill: boolean;
}

/** Which adapters an expert has, as its rollout says; null: none. */
export interface LiveAdapters {
  posting: ServedAdapter | null;
  /** Asked when the first one cannot be. */
  fallback: ServedAdapter | null;
}

export interface RouteQuestion {
  task: ExpertTask;
  /** As `@devflow/syntax` names it; null where it is not known. */
  language: string | null;
  /** `owner/name`; null where it is not known. */
  repository: string | null;
  teams: readonly string[];
}

export interface RouteInput extends RouteQuestion {
  experts: readonly RoutableExpert[];
  routes: readonly ExpertRoute[];
  /** By the expert's name. */
  liveAdapters: ReadonlyMap<string, LiveAdapters>;
}

/** Who may be asked, and what for it was chosen. */
export interface ExpertChoice {
  expert: string;
  /** Of the expert's server; null: the expert's own model. */
  model: string | null;
  /** The adapter behind `model`, where it is one of a rollout: it may have to be loaded. */
  adapter: ServedAdapter | null;
  /** In words for people. */
  reason: string;
}

export interface Routing {
  /** Best first; empty where nobody can do it. */
  choices: ExpertChoice[];
  /** Experts that were passed over, and why, in words for people. */
  passedOver: { expert: string; reason: string }[];
}

/** Languages whose experts know another one well. */
const kin: Readonly<Record<string, string>> = {
  tsx: "typescript",
  javascript: "typescript",
  c: "cpp",
};

/**
 * Who answers, in this order: whom the first fitting route names, else the language's own expert or that of
 * its kin; that expert's fallbacks; `default`. A route's model goes before a live adapter, a live adapter
 * before the expert's own model, which is the fallback of both. Pure.
 */
export function routeExpert(input: RouteInput): Routing {
  const byName = new Map(input.experts.map((expert) => [expert.name, expert]));
  const passedOver: Routing["passedOver"] = [];
  const choices: ExpertChoice[] = [];
  const seen = new Set<string>();
  const add = (name: string, reason: string, model: string | null) => {
    const expert = byName.get(name);
    if (expert === undefined || seen.has(name)) return;
    seen.add(name);
    const unable = whyNot(input.task, expert);
    if (unable === null) choices.push(...modelsOf(name, reason, model, input.liveAdapters));
    else passedOver.push({ expert: name, reason: unable });
    for (const fallback of expert.fallbacks) add(fallback, `instead of ${name}`, null);
  };
  const own = expertOfLanguage(input.language, byName);
  const route = input.routes.find((each) => fits(each, input));
  if (route !== undefined) {
    const name = route.expert ?? own?.name ?? "default";
    add(name, `a route for ${describe(route)}`, route.model);
  }
  if (own !== null) add(own.name, own.reason, null);
  const hasOwn = own !== null || route !== undefined;
  add(
    "default",
    hasOwn ? "the default, instead" : `no expert for ${input.language ?? "this"}`,
    null,
  );
  return { choices, passedOver };
}

function expertOfLanguage(
  language: string | null,
  experts: ReadonlyMap<string, RoutableExpert>,
): { name: string; reason: string } | null {
  if (language === null) return null;
  if (experts.has(language)) return { name: language, reason: `the expert for ${language}` };
  const relative = kin[language];
  if (relative === undefined || !experts.has(relative)) return null;
  return { name: relative, reason: `the expert for ${relative}, which knows ${language}` };
}

function whyNot(task: ExpertTask, { tasks, canFill }: RoutableExpert): string | null {
  if (!tasks.includes(task)) return `is not there for ${task}`;
  return task === "completion" && !canFill ? "its model is not known to fill in the middle" : null;
}

function modelsOf(
  expert: string,
  reason: string,
  model: string | null,
  liveAdapters: ReadonlyMap<string, LiveAdapters>,
): ExpertChoice[] {
  const own = { expert, model: null, adapter: null };
  if (model !== null) {
    return [
      { expert, model, adapter: null, reason },
      { ...own, reason: `instead of its model ${model}` },
    ];
  }
  const { posting = null, fallback = null } = liveAdapters.get(expert) ?? {};
  const adapters = [posting, fallback].flatMap((adapter) =>
    adapter === null
      ? []
      : [{ expert, model: adapter.name, adapter, reason: `${reason}, with its live adapter` }],
  );
  return [...adapters, { ...own, reason }];
}

function fits(route: ExpertRoute, { repository, teams, language }: RouteQuestion): boolean {
  if (route.language !== null && route.language !== language) return false;
  if (route.team !== null && !teams.includes(route.team)) return false;
  return route.repository === null || isRepository(route.repository, repository);
}

/** GitHub's names know no capitals; `acme` alone is all of its repositories. */
function isRepository(glob: string, repository: string | null): boolean {
  if (repository === null) return false;
  const pattern = glob.includes("/") ? glob : `${glob}/*`;
  return matcherOf(pattern.toLowerCase())(repository.toLowerCase());
}

const matchers = new Map<string, (text: string) => boolean>();

/** Routes are few and asked with every keystroke. */
function matcherOf(pattern: string): (text: string) => boolean {
  const matcher = matchers.get(pattern) ?? picomatch(pattern, { dot: true });
  matchers.set(pattern, matcher);
  return matcher;
}

function describe({ repository, team, language }: ExpertRoute): string {
  const parts = [repository, team === null ? null : `team ${team}`, language].filter(
    (part) => part !== null,
  );
  return parts.length === 0 ? "everything" : parts.join(", ");
}
