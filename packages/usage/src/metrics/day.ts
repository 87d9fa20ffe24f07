import { UsageError } from "@devflow/errors";

const dayMs = 86_400_000;

/** A report is read day by day; more of them at once are asked for in parts. */
export const mostDays = 31;

/** Where a UTC day begins and ends. */
export function boundsOf(day: string): { from: Date; until: Date } {
  const from = new Date(`${day}T00:00:00.000Z`);
  return { from, until: new Date(from.getTime() + dayMs) };
}

/** The UTC day of a moment. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** Every day of a range, both ends included. Raises UsageError for what is none. */
export function daysOf(from: string, to: string): string[] {
  for (const day of [from, to]) if (!isDay(day)) throw noDay(day);
  const count = (Date.parse(to) - Date.parse(from)) / dayMs + 1;
  if (count < 1 || count > mostDays) {
    throw new UsageError(
      `from ${from} to ${to} are ${Math.max(0, count)} days`,
      `Ask for 1 to ${mostDays} days, the first one first.`,
    );
  }
  return Array.from({ length: count }, (_, at) => dayOf(new Date(Date.parse(from) + at * dayMs)));
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(at) && dayOf(new Date(at)) === text;
}

function noDay(text: string): UsageError {
  return new UsageError(`${JSON.stringify(text)} is no day`, "Write it as 2026-11-22, in UTC.");
}
