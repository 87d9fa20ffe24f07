import { missingAwait, swappedArguments } from "./calls.ts";
import { lostLock, unclosedResource } from "./clean-up.ts";
import { uncheckedError } from "./errors.ts";
import { hardCodedSecret, injection } from "./insertions.ts";
import { invertedCondition, offByOne, removedNullCheck } from "./logic.ts";
import type { Operator } from "./operator.ts";

/** Every kind of defect that is planted. */
export const operators: readonly Operator[] = [
  invertedCondition,
  offByOne,
  removedNullCheck,
  swappedArguments,
  missingAwait,
  lostLock,
  unclosedResource,
  uncheckedError,
  injection,
  hardCodedSecret,
];
