import { findMarkerKey } from "@devflow/github";
import { listRemarks, meantBy, type NumberedRemark, namedIn } from "../../memory/remarks.ts";
import { type Answer, type CommandRun, type CommandThread, refused } from "../command-run.ts";
import { renderRemarkList } from "../render-lists.ts";

export interface NamedRemark {
  /** The remarks that a word about it decides, see {@link meantBy}. */
  meant: number[];
  /** What stands after the number, or all of the argument where the thread names the remark. */
  rest: string;
}

/**
 * The remarks that a command is about: the one of its thread, else those whose numbers it names.
 * Without either, people get the list with the numbers. `2`, not `#2`: GitHub would link that to
 * another pull request, and tell it so. In a thread a number may only be that of its own remark:
 * whoever means another one would have it taken for the reason of this one.
 */
export async function namedRemark(run: CommandRun): Promise<NamedRemark | Answer> {
  const { context, command, thread, verb } = run;
  const remarks = await listRemarks(context.database, command);
  const { numbers, rest } = readNumbers(command.argument);
  if (thread !== null) return inThread(run, thread, remarks, { numbers, rest });
  if (numbers.length === 0) {
    const text = `Write \`/${verb}\` in the thread of a remark, or name one: \`/${verb} 1\`.`;
    return refused("no remark named", `${text}\n\n${listOf(remarks)}`);
  }
  const named = remarks.filter(({ number }) => numbers.includes(number));
  const missing = numbers.filter((number) => !named.some((remark) => remark.number === number));
  if (missing.length > 0) {
    const text = `There is no remark ${missing.join(", ")} here, so nothing was done.`;
    return refused("no such remark", `${text}\n\n${listOf(remarks)}`);
  }
  return { meant: [...new Set(named.flatMap((remark) => meantBy(remark, remarks)))], rest };
}

function inThread(
  { verb, command }: CommandRun,
  { root }: CommandThread,
  remarks: readonly NumberedRemark[],
  { numbers, rest }: ReadNumbers,
): NamedRemark | Answer {
  const fingerprint = root.author.isSelf ? findMarkerKey("comment", root.body) : null;
  const remark =
    remarks.find((each) => each.githubCommentId === root.id && each.namedBy === null) ??
    remarks.find((each) => each.fingerprint === fingerprint);
  if (remark === undefined) {
    const text = `This thread is not about a remark of mine. \`/${verb}\` under the pull request lists those that are open.`;
    return refused("no remark here", text);
  }
  const own = [remark, ...namedIn(remark, remarks)];
  const isOwn = (wanted: number) => own.some(({ number }) => number === wanted);
  const isOther = (wanted: number) =>
    !isOwn(wanted) && remarks.some((each) => each.number === wanted);
  const isNumbersOnly = numbers.length > 0 && rest === "";
  if (numbers.some(isOther) || (isNumbersOnly && !numbers.every(isOwn))) {
    const text = `This thread is about remark ${remark.number}, so nothing was done: \`/${verb}\` without a number is about this one, and with a number it belongs under the pull request.`;
    return refused("another remark", text);
  }
  if (numbers.length === 0 || !numbers.every(isOwn)) {
    return { meant: meantBy(remark, remarks), rest: command.argument };
  }
  const named = own.filter(({ number }) => numbers.includes(number));
  return { meant: [...new Set(named.flatMap((each) => meantBy(each, remarks)))], rest };
}

interface ReadNumbers {
  numbers: number[];
  rest: string;
}

/** `2 we want it so` is one number and its words; several are read where nothing else is written. */
function readNumbers(argument: string): ReadNumbers {
  if (/^#?\d{1,6}(?:[\s,]+#?\d{1,6})+$/.test(argument)) {
    return { numbers: argument.split(/[\s,]+/).map(numberOf), rest: "" };
  }
  const [, digits, rest = ""] = /^(#?\d{1,6})\b[:.,]?\s*([\s\S]*)$/.exec(argument) ?? [];
  return digits === undefined
    ? { numbers: [], rest: argument }
    : { numbers: [numberOf(digits)], rest };
}

function numberOf(word: string): number {
  return Number(word.replace("#", ""));
}

function listOf(remarks: readonly NumberedRemark[]): string {
  return renderRemarkList(remarks.filter(({ state }) => state === "open"));
}

export function isAnswer(named: NamedRemark | Answer): named is Answer {
  return "outcome" in named;
}
