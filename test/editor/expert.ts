import { type ModelAnswer, type ModelRequest, text } from "@devflow/testkit/model-server";

/** What the model behind the gateway says: rules by what it is shown, the newest first. */
export class Expert {
  #rules: {
    shown: string;
    answer: (request: ModelRequest) => ModelAnswer | Promise<ModelAnswer>;
  }[] = [];

  /** From now on, whoever shows this gets that answer. */
  say(shown: string, answer: string | (() => ModelAnswer | Promise<ModelAnswer>)): void {
    const give = typeof answer === "string" ? () => text(answer) : answer;
    this.#rules.unshift({ shown, answer: give });
  }

  /** The script of the model server. */
  readonly script = (request: ModelRequest): ModelAnswer | Promise<ModelAnswer> => {
    const whole = `${request.system}\n${request.user}`;
    const rule = this.#rules.find(({ shown }) => whole.includes(shown));
    return rule === undefined ? text("") : rule.answer(request);
  };
}
