import { cellOf, type Context } from "../step/context.ts";
import { goOnFrom } from "./go-on.ts";
import { type Moved, movedGround } from "./ground.ts";
import { done, no, type Said } from "./outcome.ts";

/** What an approval shows, drawn up by how things stand now, where that is something else (GR1). */
export function movedAt(context: Context, about: string): Moved | null {
  const { node } = context;
  if (node.kind !== "approve" || cellOf(context).run.effects[about] !== undefined) return null;
  return movedGround({ ...context, node });
}

/** GR2: her word for it. */
export function askAnew(context: Context, moved: Moved | null): Said {
  const { run } = cellOf(context);
  if (moved === null)
    return no("not_moved", "Cannot have it asked anew: nothing that it shows has changed since");
  goOnFrom({ ...context, path: moved.from }, run.release, null, { moved: true });
  return done("Looked at anew, by how things stand now", run.number);
}

/** GR2: any other. */
export function changedSince(answer: string, item: number): Said {
  const act = answer === "deny" ? "say no to it" : `${answer} it`;
  const remedy = `have it asked anew with "mainstay answer ${item} again"`;
  return no("ground_moved", `Cannot ${act}: what it shows has changed since; ${remedy}`);
}
