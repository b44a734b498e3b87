import path from "node:path";
import { expect, test } from "vitest";
import { connect } from "../../src/host/session.ts";
import { ClockFile } from "./clock-file.ts";
import {
  answer,
  ended,
  frozen,
  history,
  letter,
  loaded,
  newShop,
  rehearsed,
  until,
  waiting,
} from "./shop-test.ts";

const hasty = { helloMs: 200, lockMs: 100 };
const longMs = 10 * 60_000;

test("OW1: while the owner is frozen nobody else may write; it goes on where it was", async () => {
  const shop = newShop();
  const up = await shop.up();
  const line = await letter(up.desk, "frozen");
  up.process.kill("SIGSTOP");
  await frozen(up);
  const second = await connect(shop, () => {}, hasty);
  expect(second.owner).toBe(false);
  await expect(second.desk.pause({ kind: "everything" }, "a test")).rejects.toMatchObject({
    code: "owned_elsewhere",
    message: expect.stringContaining(`process ${up.process.pid}`),
  });
  await second.close();
  up.process.kill("SIGCONT");
  await answer(up.desk, line, "approve");
  expect(await ended(up.desk, "frozen")).toBe("completed");
  expect(shop.letters()).toEqual(["frozen"]);
  const { counts } = await history(up.desk);
  expect([counts.get("effect.sent"), counts.get("control.paused")]).toEqual([1, undefined]);
}, 60_000);

/** The owner freezes itself when it has recorded that it sends, and begins to write the letter. */
function freezing(shop: ReturnType<typeof newShop>, library: { path: string }) {
  const clock = new ClockFile(path.join(shop.workspace, "../clock"));
  const env = {
    LD_PRELOAD: library.path,
    FAULTS_ROOT: shop.data,
    FAULTS_KIND: "stop",
    FAULTS_ON: "/outbox/tmp/",
    FAULTS_AT: "1",
    FAULTS_CLOCK: clock.path,
  };
  return { clock, env };
}

test.skipIf(!rehearsed)(
  "frozen inside a connector's call past its deadline: one letter, and the job ends",
  async () => {
    const library = loaded();
    const shop = newShop();
    const { clock, env } = freezing(shop, library);
    const up = await shop.up(env);
    await answer(up.desk, await letter(up.desk, "late"), "approve");
    await frozen(up);
    expect(shop.letters()).toEqual([]);
    clock.pass(longMs);
    up.process.kill("SIGCONT");
    // Time that passed while nobody looked shows when something happens: here, that she looks.
    expect(await ended(up.desk, "late")).toBe("completed");
    expect(shop.letters()).toEqual(["late"]);
    const { counts, ordered } = await history(up.desk);
    expect([counts.get("effect.applied"), ordered]).toEqual([1, true]);
  },
  60_000,
);

test.skipIf(!rehearsed)(
  "killed while frozen after it recorded that it sends: the next owner looks it up, and sends it once",
  async () => {
    const library = loaded();
    const shop = newShop();
    const { clock, env } = freezing(shop, library);
    const up = await shop.up(env);
    await answer(up.desk, await letter(up.desk, "killed"), "approve");
    await frozen(up);
    up.process.kill("SIGKILL");
    await up.ended;
    clock.pass(longMs);
    const next = await shop.up({ LD_PRELOAD: library.path, FAULTS_CLOCK: clock.path });
    const sent = async () => {
      clock.pass(60_000);
      return shop.letters().length > 0 && (await next.desk.status()).quiet ? true : null;
    };
    await until(sent);
    expect(await ended(next.desk, "killed")).toBe("completed");
    expect(shop.letters()).toEqual(["killed"]);
    expect(await waiting(next.desk, "clock")).toBeNull();
  },
  60_000,
);
