import { expect, test } from "vitest";
import { runOf } from "../../src/engine/streams.ts";
import type { AgentNode, ChooseNode, Node } from "../../src/kernel/plan.ts";
import { agent, open, plan } from "./company.ts";

const writer = agent("writer", [
  { kind: "template", file: "t.json", template: { said: "{{ n }}" } },
]);

function write(path: string): AgentNode {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return { kind: "agent", line: 1, path, name, agent: "writer", with: { n: 1 }, accept: null };
}

function choose(path: string, steps: readonly Node[]): ChooseNode {
  return { kind: "choose", line: 1, path, name: path, cases: [{ name: "yes", when: null, steps }] };
}

async function commitsOf(steps: readonly Node[]): Promise<{ commits: number; status: string }> {
  const company = await open({ plans: [plan("p", steps)], agents: [writer] });
  const { flushed } = company.owner.journal;
  const before = flushed.syncs;
  const id = await company.start("p");
  return { commits: flushed.syncs - before, status: (await company.run(id)).status };
}

test("AD1, AD4: a run's start and end share the commits of its first and last step", async () => {
  const five = ["a", "b", "c", "d", "e"].map(write);
  expect(await commitsOf(five)).toEqual({ commits: 5, status: "completed" });
});

test("AD4: a block closes in the commit of its last step", async () => {
  const block = choose("way", [write("way/yes/a"), write("way/yes/b")]);
  // Entered, its two steps, and the step behind it.
  expect(await commitsOf([block, write("after")])).toEqual({ commits: 4, status: "completed" });
});

test("ST1, ST9: a run's id comes from its cause, in the order of its time where the key tells it", async () => {
  const company = await open({ plans: [plan("p", [write("a")])], agents: [writer] });
  const times = [1_780_300_800_000, 1_780_300_800_001, 1_790_000_000_000];
  const ids: string[] = [];
  for (const time of times) ids.push(await company.start("p", {}, `${time}-q`));
  expect(ids).toEqual(ids.toSorted());
  expect(await company.start("p", {}, `${times[0]}-q`)).toBe(ids[0]);
  expect(await company.start("p", {}, `${times[0]}-r`)).not.toBe(ids[0]);
  expect(new Set(ids.map((id) => id.length))).toEqual(new Set([26]));
  expect((await company.owner.office.book.read(runOf(ids[1] ?? ""))).run.status).toBe("completed");
});
