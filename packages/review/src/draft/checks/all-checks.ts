import { callersLeftBehind } from "./callers-left-behind.ts";
import type { Check } from "./check.ts";
import { droppedError } from "./dropped-error.ts";
import { emptiedHandler } from "./emptied-handler.ts";
import { indexPastEnd } from "./index-past-end.ts";
import { missingAwait } from "./missing-await.ts";
import { removedCleanUp } from "./removed-clean-up.ts";
import { removedLock } from "./removed-lock.ts";
import { removedNullCheck } from "./removed-null-check.ts";
import { removedPermissionCheck } from "./removed-permission-check.ts";
import { swappedArguments } from "./swapped-arguments.ts";
import { unlockedWrite } from "./unlocked-write.ts";
import { unsureAccess } from "./unsure-access.ts";
import { usedWhenMissing } from "./used-when-missing.ts";

/** Checks that look at one file of the change at a time. */
export const fileChecks: readonly Check[] = [
  droppedError,
  emptiedHandler,
  indexPastEnd,
  missingAwait,
  removedCleanUp,
  removedLock,
  removedNullCheck,
  removedPermissionCheck,
  swappedArguments,
  unlockedWrite,
  unsureAccess,
  usedWhenMissing,
];

/** Every check as settings and documentation know it, by id. */
export const allChecks: readonly Omit<Check, "find">[] = [...fileChecks, callersLeftBehind].sort(
  (a, b) => (a.id < b.id ? -1 : 1),
);
