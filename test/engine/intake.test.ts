import { expect, test } from "vitest";
import type { Connector } from "../../src/connectors/contract.ts";
import { open, plan, monday } from "./company.ts";

test("IK3: a source that left something still growing is read again by itself, until it is whole", async () => {
  let scans = 0;
  const inbox: Connector = {
    kind: "scripted",
    version: 1,
    actions: {},
    health: async () => ({ ok: true, note: "" }),
    source: {
      emits: ["mail.received"],
      scan() {
        scans += 1;
        return (async function* () {})();
      },
      pending: () => scans < 3,
      watches: [],
    },
  };
  const company = await open({ plans: [plan("nothing", [])], connectors: { inbox } });
  expect(scans).toBe(1);
  for (const seconds of [1, 2, 4, 6, 60]) {
    await company.at(monday + seconds * 1_000);
    await company.owner.intake.settled();
  }
  expect(scans).toBe(3);
  await company.owner.close();
});
