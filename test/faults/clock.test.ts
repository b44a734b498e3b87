import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { ClockFile } from "./clock-file.ts";
import {
  answer,
  ended,
  history,
  letter,
  loaded,
  newShop,
  rehearsed,
  until,
  waiting,
} from "./shop-test.ts";

const day = 86_400_000;

function timed(library: { path: string }) {
  const shop = newShop();
  const clock = new ClockFile(path.join(shop.workspace, "../clock"));
  return { shop, clock, env: { LD_PRELOAD: library.path, FAULTS_CLOCK: clock.path } };
}

test.skipIf(!rehearsed).each([
  ["forward, past the time her yes is good for", 4 * day],
  ["backward", -4 * day],
])(
  "TM1: the clock jumps %s while it runs: timers pause and ask, nothing is sent or lost",
  async (_, jump) => {
    const library = loaded();
    const { shop, clock, env } = timed(library);
    const { desk } = await shop.up(env);
    const line = await letter(desk, "jumped");
    clock.set(jump);
    const doubt = await until(() => waiting(desk, "clock"));
    expect(await waiting(desk, "approval")).toMatchObject({ number: line.number });
    await answer(desk, line, "approve");
    await until(async () => ((await desk.status()).quiet ? true : null));
    expect(shop.letters()).toEqual([]);
    clock.set(0);
    await answer(desk, doubt, "confirm");
    expect(await ended(desk, "jumped")).toBe("completed");
    expect(shop.letters()).toEqual(["jumped"]);
    const { counts, ordered } = await history(desk);
    expect([counts.get("effect.sent"), counts.get("clock.doubted"), ordered]).toEqual([1, 1, true]);
  },
  60_000,
);

test.skipIf(!rehearsed)(
  "the clock jumps backward between two starts: it asks, and all that was recorded goes on",
  async () => {
    const library = loaded();
    const { shop, clock, env } = timed(library);
    const first = await shop.up(env);
    const line = await letter(first.desk, "between");
    first.process.kill("SIGKILL");
    await first.ended;
    clock.set(-2 * day);
    const { desk } = await shop.up(env);
    const doubt = await until(() => waiting(desk, "clock"));
    await answer(desk, line, "approve");
    expect(shop.letters()).toEqual([]);
    await answer(desk, doubt, "confirm");
    expect(await ended(desk, "between")).toBe("completed");
    expect(shop.letters()).toEqual(["between"]);
    expect((await history(desk)).ordered).toBe(true);
  },
  60_000,
);

test.skipIf(!rehearsed)(
  "the clock is far ahead at the next start: what expired is asked again, nothing goes out by itself",
  async () => {
    const library = loaded();
    const { shop, clock, env } = timed(library);
    const first = await shop.up(env);
    const line = await letter(first.desk, "ahead");
    first.process.kill("SIGKILL");
    await first.ended;
    clock.set(30 * day);
    const { desk } = await shop.up(env);
    const again = await until(async () => {
      const open = await waiting(desk, "approval");
      return open !== null && (open.expiresAt ?? 0) > (line.expiresAt ?? 0) ? open : null;
    });
    await setTimeout(100);
    expect(shop.letters()).toEqual([]);
    await answer(desk, again, "approve");
    expect(await ended(desk, "ahead")).toBe("completed");
    expect(shop.letters()).toEqual(["ahead"]);
  },
  60_000,
);
