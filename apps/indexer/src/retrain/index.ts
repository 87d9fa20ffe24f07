export {
  type RetrainExport,
  type RetrainedAdapter,
  type RetrainPorts,
  type RetrainReport,
  retrain,
} from "./retrain.ts";
export { type RetrainContext, retrainPorts } from "./retrain-ports.ts";
