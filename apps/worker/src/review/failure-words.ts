import { ExternalError } from "@devflow/errors";

/** What failed for good, for people on the pull request: who has to do what. Codes are in the log and the rows. */
export function failureWords(error: Error): string {
  if (!(error instanceof ExternalError)) return "an error inside DevFlow, of which its log tells";
  if (error.service !== "github") return `${nameOf(error)} gave no usable answer`;
  switch (error.code) {
    case "forbidden":
      return "GitHub does not allow what it takes; the App may lack a permission";
    case "gone":
      return "GitHub does not find what it is about; the App may have lost its access";
    case "rejected":
      return "GitHub refused what was sent";
    default:
      return "GitHub gave no usable answer, also after several tries";
  }
}

function nameOf({ service }: ExternalError): string {
  return service === "database" || service === "queue" ? `DevFlow's ${service}` : `the ${service}`;
}
