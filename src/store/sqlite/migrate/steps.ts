import { toFormat2 } from "./format2.ts";
import type { Step } from "./step.ts";

/** Every step there is, oldest first: one file each. */
const steps: readonly Step[] = [toFormat2];

/** The steps from one format of the file to another, in order; null where there is no way. */
export function stepsBetween(from: number, to: number): readonly Step[] | null {
  const way: Step[] = [];
  for (let format = from; format < to;) {
    const step = steps.find((s) => s.from === format);
    if (step === undefined) return null;
    way.push(step);
    format = step.to;
  }
  return way;
}
