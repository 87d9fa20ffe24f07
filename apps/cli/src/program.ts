import { Command } from "commander";
import { auditCommand } from "./commands/audit.ts";
import { backfillCommand } from "./commands/backfill.ts";
import { backtestCommand } from "./commands/backtest.ts";
import { configCommand } from "./commands/config.ts";
import { contextCommand } from "./commands/context.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { expertsCommand } from "./commands/experts.ts";
import { exportCommand } from "./commands/export.ts";
import { filterCommand } from "./commands/filter.ts";
import { indexCommand } from "./commands/index.ts";
import { loginCommand, logoutCommand, whoamiCommand } from "./commands/login.ts";
import { outcomesCommand } from "./commands/outcomes.ts";
import { peopleCommand } from "./commands/people.ts";
import { retrainCommand } from "./commands/retrain.ts";
import { reviewCommand } from "./commands/review.ts";
import { searchCommand } from "./commands/search.ts";
import { startCommand } from "./commands/start.ts";
import { tokensCommand } from "./commands/tokens.ts";
import { trainCommand } from "./commands/train.ts";
import { usageCommand } from "./commands/usage.ts";
import { version } from "./version.ts";

const exitCodeHelp = `
Exit codes:
  0    done
  1    findings at or above --fail-on, or a problem found by doctor or config check
  2    bad input: a flag, a setting, a folder that is no repository
  3    GitHub, the expert, the database or git failed; trying again may help
  70   a bug in DevFlow
  130  interrupted`;

const examples = `
Examples:
  $ devflow review                        review what is ahead of the default branch, or the last commit
  $ devflow review --head worktree        review what is not committed yet
  $ devflow review --repo ../other --format sarif > review.sarif
  $ devflow start                         run the GitHub App on this machine`;

/** The whole command line. */
export function createProgram(): Command {
  return new Command("devflow")
    .description("A self-hosted code reviewer that knows your code.")
    .version(version)
    .addCommand(reviewCommand())
    .addCommand(startCommand())
    .addCommand(indexCommand())
    .addCommand(searchCommand())
    .addCommand(contextCommand())
    .addCommand(filterCommand())
    .addCommand(outcomesCommand())
    .addCommand(backfillCommand())
    .addCommand(expertsCommand())
    .addCommand(retrainCommand())
    .addCommand(backtestCommand())
    .addCommand(exportCommand())
    .addCommand(trainCommand())
    .addCommand(tokensCommand())
    .addCommand(loginCommand())
    .addCommand(logoutCommand())
    .addCommand(whoamiCommand())
    .addCommand(peopleCommand())
    .addCommand(usageCommand())
    .addCommand(auditCommand())
    .addCommand(configCommand())
    .addCommand(doctorCommand())
    .addHelpText("after", `${examples}\n${exitCodeHelp}`);
}
