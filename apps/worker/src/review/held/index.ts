export {
  dropHeld,
  editHeld,
  type HeldOutcome,
  type HeldPull,
  publishHeld,
} from "./change-held.ts";
