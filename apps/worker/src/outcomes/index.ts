export { type MeasuredWanted, readMeasuredRemarks } from "./read-measured.ts";
