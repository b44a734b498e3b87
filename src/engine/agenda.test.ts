import { expect, test } from "vitest";
import { MemoryStore } from "../store/memory/memory-store.ts";
import type { RowOperation } from "../ledger/table.ts";
import { tables } from "../views/tables.ts";
import { Agenda } from "./agenda.ts";
import { VirtualClock } from "./clock.ts";

const put = (run: string, at: number, key = "wait:pause"): RowOperation => ({
  op: "put",
  table: "due",
  row: { run, key, at },
});
const remove = (run: string, key = "wait:pause"): RowOperation => ({
  op: "remove",
  table: "due",
  key: { run, key },
});

async function agenda() {
  const store = new MemoryStore();
  await store.prepare(tables);
  const clock = new VirtualClock(0);
  const woken: string[] = [];
  const commit = (rows: readonly RowOperation[]) => store.commit({ events: [], rows, relied: [] });
  const held = { commit: Promise.resolve() };
  const made = new Agenda(
    store,
    clock,
    (run) => woken.push(run),
    () => held.commit,
  );
  return { store, clock, woken, commit, held, agenda: made };
}

const turns = async () => {
  for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Moves from timer to timer until none is armed; answers how often. */
async function run(clock: VirtualClock): Promise<number> {
  for (let moves = 0; ; moves += 1) {
    const next = clock.next();
    if (next === null) return moves;
    clock.moveTo(next);
    await turns();
  }
}

test.each([999, 1_000, 1_001, 2_500])(
  "AG3: %i runs that fall due at one instant are all woken, once",
  async (count) => {
    const { clock, woken, commit, agenda: a } = await agenda();
    await commit(Array.from({ length: count }, (_, i) => put(`r${i}`, 5_000)));
    await a.open();
    expect(await run(clock)).toBe(1);
    expect(woken).toHaveLength(count);
    expect(new Set(woken).size).toBe(count);
  },
);

test("AG3: due times beyond the first page come in their order", async () => {
  const { clock, woken, commit, agenda: a } = await agenda();
  const expected = Array.from({ length: 3_000 }, (_, i) => `r${1_000 + i}`);
  await commit(expected.map((run, i) => put(run, 1_000 + Math.floor(i / 7))));
  await a.open();
  await run(clock);
  expect(woken).toEqual(expected);
});

test("AG3: what is noted beyond the horizon is found once it is committed", async () => {
  const { clock, woken, commit, held, agenda: a } = await agenda();
  await commit(Array.from({ length: 1_500 }, (_, i) => put(`r${i}`, 1_000 + i)));
  await a.open();
  // Staged while the horizon is near, and committed only after what is near has gone.
  const late = [put("late", 9_000)];
  a.note(late);
  const { promise, resolve } = Promise.withResolvers<void>();
  held.commit = promise;
  clock.moveTo(3_000);
  await turns();
  await commit(late);
  resolve();
  await turns();
  await run(clock);
  expect(woken).toHaveLength(1_501);
  expect(woken.at(-1)).toBe("late");
});

test("AG3: where all that is near is taken back, what lies beyond still comes", async () => {
  const { clock, woken, commit, agenda: a } = await agenda();
  const near = Array.from({ length: 1_000 }, (_, i) => `r${i}`);
  await commit([...near.map((run) => put(run, 1_000)), put("far", 2_000)]);
  await a.open();
  const gone = near.map((run) => remove(run));
  await commit(gone);
  a.note(gone);
  await turns();
  await run(clock);
  expect(woken).toEqual(["far"]);
});

test("AG2: without due work no timer is armed, and before it is opened none is", async () => {
  const { clock, agenda: a } = await agenda();
  a.note([put("r1", 1_000)]);
  expect(clock.next()).toBeNull();
  await a.open();
  a.note([put("r2", 1_000)]);
  expect(clock.next()).toBe(1_000);
  a.note([put("r2", 500)]);
  expect(clock.next()).toBe(500);
  a.note([{ op: "removeWhere", table: "due", where: { run: "r2" } }]);
  expect(clock.next()).toBe(1_000);
  a.note([remove("r1")]);
  expect(clock.next()).toBeNull();
});

test("once closed it wakes nobody", async () => {
  const { clock, woken, agenda: a } = await agenda();
  await a.open();
  a.note([put("r1", 1_000)]);
  a.close();
  clock.moveTo(2_000);
  expect(woken).toEqual([]);
});
