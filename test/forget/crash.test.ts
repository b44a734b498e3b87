import { expect, test } from "vitest";
import { MemoryKeys } from "../../src/store/memory/memory-keys.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { type Company, hour, monday, open, plan } from "../engine/company.ts";
import { wait } from "../engine/nodes.ts";
import { World } from "../fakes/scripted-connector.ts";
import { address, approveAll, deskAt, everything, name, options, secret, write } from "./client.ts";
import { Mortal } from "./mortal.ts";

/** A client with a job under way, a job about nobody that names her, and a process that dies while she is forgotten; then another. */
async function death(at: { operation: number; when: "before" | "after" }) {
  const store = new MemoryStore();
  const keys = new MemoryKeys();
  const world = new World();
  const given = options(world, { waits: true });
  const more = { ...given, plans: [...given.plans, plan("ask", [wait("heard", { on: "news" })])] };
  const first = await open({ ...more, store, keys });
  await write(first, "m1");
  await approveAll(first, deskAt(first));
  await first.start("ask", { whom: name });
  await first.owner.close();

  const mortal = new Mortal(at);
  let asked = false;
  const dying = await open({ ...more, store: mortal.store(store), keys: mortal.keys(keys) }).catch(
    () => null,
  );
  if (dying !== null) {
    asked = await forget(dying).catch(() => false);
    if (!mortal.dead) await dying.owner.close();
  }
  const next = await open({ ...more, store, keys, process: "p2" });
  // What was under way outside when she died is looked up once it must be visible.
  await next.at(monday + hour);
  await next.owner.forgetting.settled();
  return { next, world, died: mortal.dead, asked };
}

async function forget(company: Company): Promise<boolean> {
  const said = await deskAt(company).forget({ client: address, confirm: name, endJobs: true });
  return said.ok;
}

test.each(["before", "after"] as const)(
  "FG3, FG4: whatever durable step she dies %s, the next start finishes what was begun",
  async (when) => {
    let deaths = 0;
    for (let operation = 1; ; operation += 1) {
      const { next, world, died, asked } = await death({ operation, when });
      const types = await next.events();
      const begun = types.includes("subject.forgetting");
      expect(types.filter((type) => type === "subject.forgotten")).toHaveLength(begun ? 1 : 0);
      if (asked) expect(begun).toBe(true);
      expect((await everything(next)).includes(secret)).toBe(!begun);
      expect(await next.store.check()).toEqual([]);
      const before = await next.store.dump();
      await next.owner.journal.rebuild();
      expect(await next.store.dump()).toEqual(before);
      if (begun) expect(world.acts).toMatchObject([{ undone: {} }]);
      expect(await forget(next)).toBe(true);
      await next.owner.close();
      if (!died) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(8);
  },
);
