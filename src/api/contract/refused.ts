import type { Refusal } from "../../kernel/decision.ts";

/** An expected no of an operation that has no `Outcome` to say it with: an unknown number, for one. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: string;
  constructor({ code, message }: Refusal) {
    super(message);
    this.code = code;
  }
}
