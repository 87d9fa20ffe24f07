import type { VerbName } from "@devflow/commands";
import { showConfiguration } from "./answers/config.ts";
import { dismiss } from "./answers/dismiss.ts";
import { forgetKnown } from "./answers/forget.ts";
import { drop, edit, publish } from "./answers/held.ts";
import { help } from "./answers/help.ts";
import { pause, resume } from "./answers/pause.ts";
import { remember } from "./answers/remember.ts";
import { resolve } from "./answers/resolve.ts";
import { review } from "./answers/review.ts";
import type { Answer, CommandRun } from "./command-run.ts";
import type { ExpertVerb } from "./expert-answerers.ts";

type Answerer = (run: CommandRun) => Promise<Answer>;

/** The commands that work without an expert. */
export const answerers: Record<Exclude<VerbName, ExpertVerb>, Answerer> = {
  review,
  resolve,
  dismiss,
  pause,
  resume,
  remember,
  forget: forgetKnown,
  publish,
  drop,
  edit,
  config: showConfiguration,
  help,
};
