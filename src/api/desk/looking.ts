import type { Turn } from "../../engine/turn.ts";
import type { Owner } from "../../engine/owner.ts";
import { controlStream } from "../../engine/streams.ts";
import { type ControlCommand, decide, onlyLooks } from "../../kernel/control.ts";
import type { Desk } from "../contract/desk.ts";
import type { Finding, Looking } from "../contract/status.ts";
import type { Ask } from "./ask.ts";
import { dayText } from "./days.ts";

/** Until when the company only looks, and what was held by that; null where it does not (LK1). */
export async function lookingOf(owner: Owner): Promise<Looking | null> {
  const { book, clock } = owner.office;
  const control = await book.read(controlStream);
  if (control.lookingUntil === null || !onlyLooks(control, clock.now())) return null;
  return { until: control.lookingUntil, held: await heldByLooking(owner) };
}

/** Numbers of the acts that would have been done. They wait for her, also once it acts. */
async function heldByLooking({ store }: Owner): Promise<number[]> {
  const rows = await store.find({
    table: "item",
    where: { status: "open", kind: "held-looking" },
    order: [{ column: "number" }],
    limit: 500,
  });
  return rows.map((row) => Number(row["number"]));
}

/** No problem, and not to be missed. */
export async function lookingFinding(owner: Owner): Promise<Finding[]> {
  const looking = await lookingOf(owner);
  if (looking === null) return [];
  const count = looking.held.length;
  const held = count === 0 ? "nothing is held so far" : `${count} held for your word`;
  const line = `only looks until ${dayText(owner, looking.until)}: drafts, and nothing is done; ${held}`;
  return [{ ok: true, name: "looking", line, effect: "", remedy: "" }];
}

/** Both are the operator's alone (LK2). */
export function lookingDesk(owner: Owner, ask: Ask): Pick<Desk, "look" | "go"> {
  const tell = (command: ControlCommand, message: string) => (turn: Turn) => {
    const decision = decide(turn.get(controlStream), command);
    if (!decision.ok) return { ok: false as const, refusal: decision.refusal };
    turn.emit(controlStream, ...decision.events);
    return { ok: true as const, message };
  };
  return {
    look: async (days) => {
      const { waits: _, ...said } = await ask((turn) => {
        const until = turn.at + days * 86_400_000;
        const message = `Only looks until ${dayText(owner, until)}: it drafts and asks, and does nothing`;
        return tell({ type: "look", until, at: turn.at }, message)(turn);
      });
      return said;
    },
    go: async () => {
      const held = heldWords(await heldByLooking(owner));
      const message = `From now on it acts, as your rules say; ${held}`;
      // Nothing waits for the owner by that: what was held waits for her.
      const { waits: _, ...said } = await ask((turn) =>
        tell({ type: "go", at: turn.at }, message)(turn),
      );
      return said;
    },
  };
}

function heldWords(held: readonly number[]): string {
  if (held.length === 0) return "nothing was held";
  const shown = held.slice(0, 10).join(", ");
  const more = held.length > 10 ? ` and ${held.length - 10} more` : "";
  return `what was held waits for your word: ${shown}${more}`;
}
