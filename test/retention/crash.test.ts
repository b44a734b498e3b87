import { expect, test } from "vitest";
import { MemoryKeys } from "../../src/store/memory/memory-keys.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { day, monday, open } from "../engine/company.ts";
import { heard } from "../engine/heard.ts";
import { deskAt } from "../forget/client.ts";
import { Mortal } from "../forget/mortal.ts";
import { after, draft, goneIn, options } from "./company.ts";

const rules = { prompts: after(1), byHand: after(1) };
const long = "We only ever print on Quizzelfrost, the grey one.";
const name = { what: "passage", client: "Ana", id: "a1" } as const;

/** A process that dies at one durable step of a removal; then another. */
async function death(what: "run" | "purge", at: { operation: number; when: "before" | "after" }) {
  const store = new MemoryStore();
  const keys = new MemoryKeys();
  const first = await open({ ...options(rules), store, keys });
  await draft(first, await heard(first, "Ana", "a1", long));
  await draft(first, null);
  await first.at(monday + 5 * day);
  await heard(first, "Ana", "a2", "Later.");
  await first.owner.close();
  const mortal = new Mortal(at);
  let told = false;
  const dying = await open({
    ...options(rules),
    store: mortal.store(store),
    keys: mortal.keys(keys),
    process: "p2",
  }).catch(() => null);
  if (dying !== null) {
    const desk = deskAt(dying);
    const removed = what === "run" ? desk.retentionRun() : desk.purge({ name, because: "x" });
    told = await removed.then(
      ({ ok, receipt }) => ok && receipt !== null,
      () => false,
    );
    if (!mortal.dead) await dying.owner.close();
  }
  const next = await open({ ...options(rules), store, keys, process: "p3" });
  return { next, died: mortal.dead, told };
}

test.each([
  ["run", "before"],
  ["run", "after"],
  ["purge", "before"],
  ["purge", "after"],
] as const)(
  "RV2: whatever durable step of a %s she dies %s, the next start finishes it",
  async (what, when) => {
    let deaths = 0;
    for (let operation = 1; ; operation += 1) {
      const { next, died, told } = await death(what, { operation, when });
      const types = await next.events();
      const begun = types.includes("content.removing");
      expect(types.filter((type) => type === "content.removed")).toHaveLength(begun ? 1 : 0);
      const gone = (await goneIn(next)).toSorted();
      if (told) expect(begun).toBe(true);
      if (!begun) expect(gone).toEqual([]);
      if (what === "purge" && begun) {
        expect(gone).toEqual(["call.ended", "call.started", "passage.kept"]);
      }
      expect(await next.store.check()).toEqual([]);
      const before = await next.store.dump();
      await next.owner.journal.rebuild();
      expect(await next.store.dump()).toEqual(before);
      const desk = deskAt(next);
      // Done again, it ends where it would have ended at once.
      expect(
        (await (what === "run" ? desk.retentionRun() : desk.purge({ name, because: "x" }))).ok,
      ).toBe(true);
      const all = (await goneIn(next)).toSorted();
      if (what === "run") {
        expect(all).toEqual([
          "call.ended",
          "call.ended",
          "call.started",
          "call.started",
          "run.started",
          "step.completed",
        ]);
      } else expect(all).toEqual(["call.ended", "call.started", "passage.kept"]);
      await next.owner.close();
      if (!died) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(4);
  },
);
