import type { Admission } from "../../engine/quarantine.ts";
import type { Outcome } from "../contract/desk.ts";

export function admitted(admission: Admission): Outcome {
  if (!admission.ok) return { ok: false, ...admission.refusal };
  const { found, absent, asking, later } = admission.acts;
  const counts = [
    ...(found === 0 ? [] : [`${found} had happened already`]),
    ...(absent === 0 ? [] : [`${absent} had not`]),
    ...(asking === 0 ? [] : [`${asking} nobody can tell and waits for you`]),
    ...(later === 0 ? [] : [`${later} will be looked up before they leave`]),
  ];
  const acts =
    counts.length === 0 ? "nothing was under way" : `of its open acts ${counts.join(", ")}`;
  return { ok: true, code: "", message: `Admitted: ${acts}` };
}
