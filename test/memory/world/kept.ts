import { stamp } from "./calendar.ts";
import type { ClientWorld } from "./client-world.ts";
import type { Passage } from "./passage.ts";

/** A client's passages in the order of their times, and where that lies which is asked for. */
export type Kept = {
  world: ClientWorld;
  passages: readonly Passage[];
  marked: ReadonlyMap<string, Passage>;
};

export function kept(world: ClientWorld): Kept {
  const { name, slug } = world.client;
  const talks = world.talks.toSorted((a, b) => (a[0]?.at ?? 0) - (b[0]?.at ?? 0));
  const drafts = talks
    .flatMap((talk, i) =>
      talk.map((draft) => ({ ...draft, thread: `t${String(i + 1).padStart(3, "0")}` })),
    )
    .toSorted((a, b) => a.at - b.at);
  const marked = new Map<string, Passage>();
  const passages = drafts.map(({ author, at, thread, text, mark }, i) => {
    const id = `${slug}-${String(i + 1).padStart(4, "0")}`;
    const passage = { id, client: name, author, at: stamp(at), thread, text };
    if (mark !== null) marked.set(mark, passage);
    return passage;
  });
  return { world, passages, marked };
}
