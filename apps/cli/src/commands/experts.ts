import { Command, InvalidArgumentError } from "commander";
import { type Subcommand, subcommandsOf } from "./subcommands-of.ts";

/** What every subcommand knows. */
export interface ExpertsOptions {
  json?: true;
  data?: string;
  expert?: string;
  model?: string;
}

export interface RegisterFlags extends ExpertsOptions {
  name: string;
  serverPath?: string;
  maxRank?: number;
}

export interface ReasonFlags extends ExpertsOptions {
  reason?: string;
}

export interface StepFlags extends ReasonFlags {
  /** Of `advance` only. */
  yes?: true;
}

export interface StartFlags extends ExpertsOptions {
  share: number;
  probe: boolean;
}

const help = `
An adapter is registered, proposed, and rolled out in stages:
  shadow   it drafts beside every review, and nobody reads that
  canary   it reviews a share of the repositories
  all      it reviews every repository, still watched
  promoted it is the expert
What plainly gets worse goes back by itself. Steps forward wait for a person, unless ROLLOUT_AUTO=on.

Who did what is in \`devflow audit list\`.

Examples:
  $ devflow experts register out/review --name review@2026-11-22
  $ devflow experts propose review@2026-11-22 && devflow experts start review@2026-11-22
  $ devflow experts show review@2026-11-22
  $ devflow experts back --reason "too chatty"     at once, whatever the stage`;

export function expertsCommand(): Command {
  const command = new Command("experts")
    .description("Trained adapters: list, register, roll out, go back.")
    .addHelpText("after", help);
  const sub = subcommandsOf(command);
  addReading(sub);
  addRegistry(sub);
  addStages(sub);
  addServer(sub);
  return command;
}

const run = () => import("./run-experts.ts");

function addReading(sub: Subcommand): void {
  sub("list", "adapters, and what reviews now").action(async (options: ExpertsOptions) =>
    (await run()).runList(options),
  );
  sub("show <name>", "one adapter: its training, its rollouts and what they measured").action(
    async (name: string, options: ExpertsOptions) => (await run()).runShow(name, options),
  );
}

function addRegistry(sub: Subcommand): void {
  sub("register <dir>", "add the folder of a trained adapter")
    .requiredOption("--name <name>", "EXPERT@VERSION, for example review@2026-11-22")
    .option("--server-path <dir>", "the folder as the model server sees it (default: the same)")
    .option("--max-rank <n>", "the server's --max-lora-rank (default: 16, as vLLM's)", wholeNumber)
    .action(async (folder: string, options: RegisterFlags) =>
      (await run()).runRegister(folder, options),
    );
  for (const verb of ["propose", "refuse"] as const) {
    const what = verb === "propose" ? "say that it may be rolled out" : "say that it may not";
    sub(`${verb} <name>`, what)
      .option("--reason <text>", "why")
      .action(async (name: string, options: ReasonFlags) =>
        (await run()).runJudge(name, verb === "propose", options),
      );
  }
}

function addStages(sub: Subcommand): void {
  sub("start <name>", "load it, probe it, and put it into the shadow")
    .option("--share <number>", "of the repositories, in the stage canary", share, 0.2)
    .option("--no-probe", "do not ask the model server first")
    .action(async (name: string, options: StartFlags) => (await run()).runStart(name, options));
  const steps = [
    ["advance", "take the next stage"],
    ["promote", "make it the expert, past all stages"],
    ["stop", "end the rollout without a verdict"],
    ["back", "one step back, at once: to what reviewed before"],
  ] as const;
  for (const [verb, description] of steps) {
    const step = sub(verb, description)
      .option("--reason <text>", "why; kept in the audit log")
      .action(async (options: StepFlags) => (await run()).runStep(verb, options));
    if (verb === "advance")
      step.option("--yes", "also before any review was compared in the shadow");
  }
}

function addServer(sub: Subcommand): void {
  sub("load <name>", "load it into the model server (vLLM)").action(
    async (name: string, options: ExpertsOptions) => (await run()).runLoad(name, options),
  );
  sub("unload <name>", "take it out of the model server").action(
    async (name: string, options: ExpertsOptions) => (await run()).runUnload(name, options),
  );
  sub("probe <name>", "ask it for a small review; exits 1 when the answer cannot be read").action(
    async (name: string, options: ExpertsOptions) => (await run()).runProbe(name, options),
  );
}

function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError("Give a whole number above 0.");
}

function share(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError("Give a number above 0, up to 1.");
}
