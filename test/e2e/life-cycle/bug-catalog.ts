/** A mistake that the scripted expert, or a rule, sees wherever its line stands. */
export interface Bug {
  id: number;
  /** Of the function that holds it. */
  name: string;
  /** The line with the mistake, the line written otherwise with the same mistake, and the line put right. */
  bug: string;
  edited: string;
  fixed: string;
  /** The same thing in other words; empty: a rule finds it. */
  titles: readonly string[];
  category: string;
}

/** As different as mistakes are: what is dismissed with a reason must not silence its neighbour. */
const planted: readonly Omit<Bug, "id">[] = [
  {
    name: "meanOfBasket",
    bug: "return basketTotal / basket.length;",
    edited: "return (basketTotal * cents) / basket.length;",
    fixed: "return basket.length === 0 ? 0 : basketTotal / basket.length;",
    titles: ["An empty basket gives a division by zero", "Empty basket: division by zero"],
    category: "correctness",
  },
  {
    name: "lastInvoice",
    bug: "const newest = invoices[invoices.length];",
    edited: "const newest = sortedInvoices[sortedInvoices.length];",
    fixed: "const newest = invoices.at(-1);",
    titles: ["Index past the end of the invoices", "The index is past the end of invoices"],
    category: "correctness",
  },
  {
    name: "saveProfile",
    bug: "store.write(profile.key, profile).catch(() => undefined);",
    edited: "archive.write(profile.key, profile).catch(() => undefined);",
    fixed: "await store.write(profile.key, profile);",
    titles: [
      "Failed writes of the profile are swallowed",
      "The profile's failed write is swallowed",
    ],
    category: "error_handling",
  },
  {
    name: "warmCache",
    bug: "for (const region of regions) await fetchRegion(region.code);",
    edited: "for (const zone of regions) await fetchRegion(zone.code);",
    fixed: "await Promise.all(regions.map((region) => fetchRegion(region.code)));",
    titles: ["Regions are fetched one after another", "Fetches each region one after another"],
    category: "performance",
  },
  {
    name: "canSeeReport",
    bug: "return viewer.role !== 'guest' || report.isPublic || viewer.team;",
    edited: "return visitor.role !== 'guest' || report.isPublic || visitor.team;",
    fixed: "return report.isPublic || viewer.team === report.team;",
    titles: [
      "Viewers of any team may open the report",
      "The report may be opened by viewers of any team",
    ],
    category: "security",
  },
  {
    name: "scheduleReminder",
    bug: "setTimeout(notify, reminderDate - Date.now());",
    edited: "setTimeout(notifyLater, reminderDate - Date.now());",
    fixed: "scheduler.at(reminderDate, notify);",
    titles: ["A late reminder overflows the timer", "The timer overflows for a late reminder"],
    category: "api_misuse",
  },
  {
    name: "reserveSeat",
    bug: "if ((await seats.count(hall)) < capacity) await seats.add(hall, guest);",
    edited: "if ((await places.count(hall)) < capacity) await places.add(hall, guest);",
    fixed: "await seats.addBelow(hall, guest, capacity);",
    titles: [
      "Two guests can take the last seat at once",
      "The last seat can be taken by two guests",
    ],
    category: "concurrency",
  },
  {
    name: "runFormula",
    bug: "const answer = eval(formulaText);",
    edited: "const answer = eval(formulaText.trim());",
    fixed: "const answer = parseFormula(formulaText);",
    titles: [],
    category: "security",
  },
  {
    name: "applyMacro",
    bug: "const effect = eval(macro.body + macro.tail);",
    edited: "const effect = eval(macro.body + macro.ending);",
    fixed: "const effect = interpretMacro(macro);",
    titles: [],
    category: "security",
  },
];

export const bugs: readonly Bug[] = planted.map((bug, id) => ({ id, ...bug }));

/** How the scripted expert, and the model, know a mistake again. */
export function bugsIn(text: string): Bug[] {
  return bugs.filter(({ bug, edited }) => text.includes(bug) || text.includes(edited));
}
