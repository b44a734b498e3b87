import { expect, test } from "vitest";
import type { ActionRequest } from "../../src/connectors/contract.ts";
import { connectorContract } from "../contracts/connector.ts";
import { memoryFiles } from "./files.ts";
import {
  type Script,
  scriptedConnector,
  type ScriptedOptions,
  World,
} from "./scripted-connector.ts";

const shapes: Record<string, ScriptedOptions> = {
  plain: {},
  "undoable with a business key": { undo: true, businessKey: "occasion" },
  "numbered, presence only, slow to show": { series: "2026-", lookup: "presence", settlesMs: 500 },
};

for (const [name, options] of Object.entries(shapes)) {
  connectorContract(`the scripted connector, ${name},`, async () => {
    const world = new World();
    return {
      connector: scriptedConnector(world, options),
      action: "act",
      args: { to: "ana@nordlicht.example", amount: "1.00 EUR", occasion: "deposit/e1" },
      otherArgs: { to: "ben@harbour.example", occasion: "deposit/e2" },
      files: memoryFiles(),
      acts: async () => world.acts.length,
      undone: async () => world.acts.filter((act) => act.undone !== null).length,
      async jam() {
        world.plan("before");
        return async () => {};
      },
    };
  });
}

const request: ActionRequest = { token: "t1", digest: "d1", args: { to: "ana" }, at: 0 };

async function played(script: Script, options: ScriptedOptions = {}) {
  const world = new World();
  const action = scriptedConnector(world, options).actions["act"]!;
  world.plan(script);
  const error: unknown = await action.perform(request, memoryFiles()).catch((e: unknown) => e);
  return { world, action, error };
}

test("it fails before acting, after acting, and without knowing", async () => {
  expect(await played("before")).toMatchObject({
    error: { happened: "no" },
    world: { acts: [] },
  });
  expect((await played("after")).world.acts).toHaveLength(1);
  expect((await played("after-yes")).error).toMatchObject({ happened: "yes" });
  expect((await played("before-maybe")).world.acts).toHaveLength(0);
  expect((await played("crash")).error).toBeInstanceOf(TypeError);
  expect((await played("refuse")).error).toMatchObject({ failure: "deterministic" });
});

test("a late act shows only after its settling time", async () => {
  const { world, action } = await played("late", { settlesMs: 500 });
  expect(await action.find(request, memoryFiles())).toEqual({ found: false });
  world.now = () => 500;
  expect(await action.find(request, memoryFiles())).toMatchObject({ found: true });
});

test("an outside that does not deduplicate lets doubles be counted", async () => {
  const { world, action } = await played("fine", { dedupes: false });
  await action.perform(request, memoryFiles());
  expect(world.acts).toHaveLength(2);
  expect((await played("twice")).world.acts).toHaveLength(2);
});

test("a held call waits until it is released", async () => {
  const world = new World();
  const action = scriptedConnector(world).actions["act"]!;
  world.plan("hold");
  const call = action.perform(request, memoryFiles());
  await Promise.resolve();
  expect(world.acts).toHaveLength(0);
  world.release();
  await call;
  expect(world.acts).toHaveLength(1);
});

test("undo has its own script", async () => {
  const { world, action } = await played("fine", { undo: true });
  world.planUndo("after");
  await expect(action.compensate?.(request, {}, memoryFiles())).rejects.toMatchObject({
    happened: "maybe",
  });
  expect(await action.findCompensation?.(request, {}, memoryFiles())).toMatchObject({
    found: true,
  });
});
