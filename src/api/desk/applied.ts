import type { apply } from "../../engine/apply.ts";
import type { Owner } from "../../engine/owner.ts";
import { controlStream } from "../../engine/streams.ts";
import type { ApplyView } from "../contract/apply.ts";
import { pausedIn } from "./held.ts";

export async function applyView(
  owner: Owner,
  applied: Awaited<ReturnType<typeof apply>>,
): Promise<ApplyView> {
  return {
    ok: applied.ok,
    problems: applied.problems.map((problem) => ({ ...problem })),
    differences: applied.differences.map((each) => ({ ...each, details: [...each.details] })),
    release: applied.release.slice(0, 8),
    touched: applied.touched,
    paused: pausedIn(await owner.office.book.read(controlStream)),
  };
}
