import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { running } from "../bad-input/company.ts";
import { idea, notes } from "./studio.ts";

const slow = 5_000;

/** Looks again until it is so, for as long as the company may take. */
async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 100) {
    if (await is()) return;
    await setTimeout(100);
  }
  expect.fail("it did not come so far");
}

test(
  "EF3: killed while a push is under way, it is published once, and told of once",
  { timeout: 60_000 },
  async () => {
    const there = await notes();
    const { company, site } = there;
    await there.write({ idea, title: "Quoting packaging", announce: "ana@nordlicht.example" });
    const item = await there.open();
    await there.show(item);
    site.hook("pre-receive", `touch ${site.root}/pushed; sleep ${slow / 1_000}`);
    const { process: up, told } = await running(company);
    await company.type("approve", String(item), "--yes");
    const pushed = () => site.exists("pushed");
    await until(pushed);
    up.kill("SIGKILL");
    await told;
    expect(site.acts()).toBe(0);
    // What it had begun goes on without it.
    await until(() => site.acts() === 1);

    await running(company);
    await until(async () => (await there.sent()).length === 1);
    expect(site.acts()).toBe(1);
  },
);
