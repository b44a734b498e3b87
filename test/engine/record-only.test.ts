import { expect, test } from "vitest";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { agent, day, monday, open, plan } from "./company.ts";
import { act, approve, write } from "./nodes.ts";
import { answer, cancel } from "./operator.ts";

const writer = agent("writer", [
  { kind: "template", file: "t.json", template: { said: "{{ n }}" } },
]);
const job = plan("job", [
  approve("ok", { a: 1 }),
  write("text"),
  act("send", { to: "ana@x.example" }),
]);

async function company() {
  const world = new World();
  const options = {
    plans: [job],
    agents: [writer],
    connectors: { world: scriptedConnector(world, { undo: true }) },
  };
  const c = await open(options);
  const id = await c.start("job");
  await c.owner.close();
  return { world, options: { ...options, store: c.store }, id };
}

test("OWN4: without an owner an answer is recorded, and nothing follows from it", async () => {
  const { world, options, id } = await company();
  const recorder = await open({ ...options, mode: "record", process: "p2" });
  expect(await answer(recorder, id, "ok")).toBe("");
  await recorder.at(monday + day);
  expect(world.calls).toEqual([]);
  expect((await recorder.run(id)).steps["text"]).toBeUndefined();
  await recorder.owner.close();
  const again = await open({ ...options, process: "p3" });
  expect((await again.run(id)).status).toBe("completed");
  expect(world.acts).toHaveLength(1);
});

test("OWN4: what is started or cancelled without an owner goes on when there is one", async () => {
  const { world, options, id } = await company();
  const recorder = await open({ ...options, mode: "record", process: "p2" });
  await cancel(recorder, id);
  const second = await recorder.start("job", {}, "r2");
  expect(await recorder.items()).toHaveLength(1);
  await recorder.owner.close();
  const again = await open({ ...options, process: "p3" });
  expect((await again.run(id)).status).toBe("cancelled");
  expect(await again.items()).toMatchObject([{ kind: "approval", run: second }]);
  expect(world.calls).toEqual([]);
});

test("OWN4: a stop that was recorded without an owner holds the next one", async () => {
  const { world, options, id } = await company();
  const recorder = await open({ ...options, mode: "record", process: "p2" });
  await recorder.control({ type: "stop", reason: "odd" });
  await answer(recorder, id, "ok");
  await recorder.owner.close();
  const again = await open({ ...options, process: "p3" });
  await again.at(monday + day);
  expect(world.calls).toEqual([]);
  expect((await again.run(id)).status).toBe("open");
});
