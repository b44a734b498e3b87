import type { Labelled } from "../value/label.ts";
import type { RunEvent } from "./event.ts";
import type { Run } from "./run.ts";
import type { Signal, Step } from "./step.ts";

type Repaired = Extract<RunEvent, { type: "run.repaired" }>;

/** RN5: what the repair names begins afresh, and blocks that were entered are entered again. */
export function repaired(run: Run, data: Repaired["data"], override: Labelled | null): Run {
  const { path, release, reset } = data;
  const afresh = new Set(reset);
  const steps: Record<string, Step> = {};
  const signals: Signal[] = [];
  for (const [key, step] of Object.entries(run.steps)) {
    if (!afresh.has(key)) {
      steps[key] = step;
      continue;
    }
    if (step.status === "done" && step.signal !== null) signals.push(step.signal);
    if (key !== path && step.status === "entered") continue;
    const counts = { attempt: step.attempt + 1, revision: step.revision + 1 };
    steps[key] = {
      ...counts,
      status: "ready",
      tried: [],
      override: key === path ? override : null,
    };
  }
  const mailbox = [...signals, ...run.mailbox];
  return { ...run, release, steps, mailbox, repairs: [...run.repairs, path] };
}
