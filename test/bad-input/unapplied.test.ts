import { expect, test } from "vitest";
import { unapplied } from "../../src/host/files/unapplied.ts";
import { openIn, studio } from "./company.ts";

test("a start says when the files are not what is active, or are broken", async () => {
  const company = await studio();
  const line = async () => {
    const { desk, close } = await openIn(company);
    try {
      return await unapplied(desk, (command) => `mainstay ${command}`);
    } finally {
      await close();
    }
  };
  expect(await line()).toBeNull();
  await company.change("runbooks/follow-up.yaml", "sla: P1D", "sla: P2D");
  await company.change("connectors/books.yaml", "dueDays: 14", "dueDays: 21");
  expect(await line()).toBe(
    "The files differ from what is active: 2 changes; see mainstay apply --dry-run",
  );
  const before = await company.recorded();
  await company.change("runbooks/follow-up.yaml", "agent: letter-reply", "agnet: letter-reply");
  expect(await line()).toBe(
    "The files have 1 mistake, so what was active before goes on; see mainstay apply --dry-run",
  );
  expect(await company.recorded()).toBe(before);
});
