import { Command, InvalidArgumentError } from "commander";

export interface TrainOptions {
  config?: string;
  export?: string;
  out?: string;
  data?: string;
  baseline?: string;
  print?: true;
  dryRun?: true;
  setup?: true;
  resume?: true;
  cpu?: true;
  processes?: number;
  machines: number;
  machineRank: number;
  mainAddress?: string;
  mainPort: number;
  venv?: string;
  json?: true;
}

const help = `
Targets are experts of the configuration (review_expert, python_expert, …), filter, or embedder. Without a
target every expert is trained that the export has examples for, one after the other.

Each expert's methods run in order (fim, sft, kto, dpo), each going on with the adapter of the one before. The
result is OUT/<expert>@<date>, a LoRA adapter that vLLM loads, with run.json: how it was made and whether it
is better on held-out examples than its base. Ctrl-C writes a checkpoint; --resume goes on from it.

Examples:
  $ devflow train --setup                          install Python's packages once (5 GB with CUDA)
  $ devflow train --dry-run                        check the configuration against the export
  $ devflow train review_expert --print            the YAML of TRL, and what starts it
  $ devflow train review_expert                    train it on the newest export
  $ devflow train review_expert --processes 4      on four GPUs of this machine
  $ devflow train review_expert --machines 2 --processes 16 --machine-rank 0 --main-address 10.0.0.1
                                                   on two machines; the same on the other, with rank 1

Exit code 1: trained, but the adapter is not shown to be better.`;

export function trainCommand(): Command {
  return new Command("train")
    .description("Train experts from an export, with TRL, and say whether they became better.")
    .argument("[targets...]", "experts, filter, or embedder (default: every expert)")
    .option("--config <file>", "training_config.yaml (default: the one that comes with DevFlow)")
    .option("--export <dir>", "an export's folder, or one of exports (default: DATA/exports)")
    .option("--out <dir>", "where adapters are kept (default: DATA/adapters)")
    .option("--baseline <dir>", "an adapter to be better than (default: the base)")
    .option("--print", "only print what TRL would be given and started with")
    .option("--dry-run", "only check the configuration and the examples")
    .option("--setup", "only install Python's packages")
    .option("--resume", "go on with the newest training that was stopped")
    .option("--cpu", "train on processors, for small models")
    .option("--processes <n>", "processes on all machines together (default: one a GPU)", whole)
    .option("--machines <n>", "machines that train together", whole, 1)
    .option("--machine-rank <n>", "which of them this is, from 0 on", whole, 0)
    .option("--main-address <host>", "where the machine of rank 0 is reached by the others")
    .option("--main-port <port>", "its port", whole, 29_500)
    .option("--venv <dir>", "the virtual environment (default: DEVFLOW_TRAINING_VENV, or a cache)")
    .option("--json", "print the result as JSON")
    .option("--data <dir>", "DevFlow's data folder (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText("after", help)
    .action(async (targets: string[], options: TrainOptions) => {
      const { runTrain } = await import("./run-train.ts");
      await runTrain(targets, options);
    });
}

function whole(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("A whole number is needed.");
}
