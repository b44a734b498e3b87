import type { FailureClass } from "./contract.ts";
import type { AgentSpec, RungSpec } from "./spec.ts";

/**
 * How an agent's work goes on after what has been tried.
 *
 * LA1 Rungs are tried best first; below the last stands the operator.
 * LA2 A rung that cannot be performed here and now (nobody does it, a key is missing) is passed over,
 *     and the reason kept; no call is made to find out.
 * LA3 A transient failure keeps the rung while its retries last: `retries.times` after the first try.
 * LA4 A deterministic or semantic failure leaves the rung at once: the same again would fail again.
 * LA5 A rung once left is not climbed again.
 */
export type Tried = { index: number; failure: FailureClass; message: string };

export type Footing = {
  /** Place in the ladder; the ladder's length where the operator was added below it. */
  index: number;
  rung: RungSpec;
  /** 1 for the first try on this rung. */
  attempt: number;
  /** What did not work above, in the operator's order of reading. */
  passed: readonly { index: number; because: string }[];
};

export function next(
  spec: Pick<AgentSpec, "ladder" | "retries">,
  tried: readonly Tried[],
  lacks: (rung: RungSpec) => string | null,
): Footing {
  const passed: { index: number; because: string }[] = [];
  const lowest = tried.reduce((low, each) => Math.max(low, each.index), 0);
  for (const [index, rung] of spec.ladder.entries()) {
    const here = tried.filter((each) => each.index === index);
    const last = here.at(-1);
    if (rung.kind === "manual") return { index, rung, attempt: here.length + 1, passed };
    const lacking = lacks(rung);
    if (lacking !== null) {
      passed.push({ index, because: lacking });
    } else if (last === undefined) {
      if (index >= lowest) return { index, rung, attempt: 1, passed };
      passed.push({ index, because: "it was left earlier" });
    } else if (index === lowest && mayRetry(here, spec.retries.times)) {
      return { index, rung, attempt: here.length + 1, passed };
    } else {
      passed.push({ index, because: last.message });
    }
  }
  return { index: spec.ladder.length, rung: { kind: "manual" }, attempt: 1, passed };
}

function mayRetry(here: readonly Tried[], times: number): boolean {
  return here.length <= times && here.every((each) => each.failure === "transient");
}
