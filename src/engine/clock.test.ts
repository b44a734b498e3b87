import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SystemClock, VirtualClock } from "./clock.ts";

const minute = 60_000;
const toleranceMs = 2 * minute;
const hour = 60 * minute;
const day = 24 * hour;

/** A machine whose clock and uptime the test sets; timers fire when it says so. */
class Machine {
  wall = 1_000 * day;
  up = 5 * day;
  readonly jumps: number[] = [];
  readonly clock = new SystemClock(
    () => this.wall,
    () => this.up,
  );

  begin(lastAt = this.wall): void {
    this.clock.begin(lastAt, (by) => this.jumps.push(by));
  }

  /** Awake or asleep: clock and uptime go on alike. */
  async pass(ms: number): Promise<void> {
    this.wall += ms;
    this.up += ms;
    await vi.advanceTimersByTimeAsync(Math.min(ms, minute));
  }

  async look(): Promise<number> {
    const now = this.clock.now();
    await Promise.resolve();
    return now;
  }
}

let machine: Machine;

beforeEach(() => {
  vi.useFakeTimers();
  machine = new Machine();
});
afterEach(() => vi.useRealTimers());

test("CK1: time stands still after a jump backward, until the clock has caught up", async () => {
  machine.begin();
  const before = machine.clock.now();
  machine.wall -= hour;
  expect(await machine.look()).toBe(before);
  expect(machine.jumps).toEqual([-hour]);
  await machine.pass(hour + minute);
  expect(machine.clock.now()).toBe(before + minute);
});

test("CK1: it goes on from the last recorded time, and tells of a clock far behind it", () => {
  machine.begin(machine.wall + hour);
  expect(machine.clock.now()).toBe(machine.wall + hour);
  expect(machine.jumps).toEqual([-hour]);
});

test("small corrections are no jump, in either direction", async () => {
  machine.begin();
  for (const by of [toleranceMs, -toleranceMs, minute]) {
    machine.wall += by;
    await machine.look();
  }
  expect(machine.jumps).toEqual([]);
});

test("CK4: a jump forward is told and not believed: time goes on by the uptime", async () => {
  machine.begin();
  const before = machine.clock.now();
  machine.wall += 30 * day;
  expect(await machine.look()).toBe(before);
  await machine.pass(hour);
  expect(await machine.look()).toBe(before + hour);
  expect(machine.jumps).toEqual([30 * day]);
});

test("CK4: a clock that is set right again goes on as if nothing had been", async () => {
  machine.begin();
  const before = machine.clock.now();
  machine.wall += 30 * day;
  await machine.look();
  machine.wall -= 30 * day;
  await machine.pass(minute);
  expect(await machine.look()).toBe(before + minute);
});

test("CK4: once she says that it is right, it is believed", async () => {
  machine.begin();
  machine.wall += 30 * day;
  await machine.look();
  machine.clock.trust();
  expect(await machine.look()).toBe(machine.wall);
  expect(machine.jumps).toEqual([30 * day]);
});

test("a week of sleep is no jump: uptime counts it", async () => {
  machine.begin();
  await machine.pass(7 * day);
  expect(await machine.look()).toBe(machine.wall);
  expect(machine.jumps).toEqual([]);
});

test("CK2: what falls due during sleep fires at wake, once, and never early", async () => {
  machine.begin();
  const fired: number[] = [];
  machine.clock.after(machine.wall + 3 * day, () => fired.push(machine.clock.now()));
  await machine.pass(minute);
  expect(fired).toEqual([]);
  await machine.pass(7 * day);
  await machine.pass(minute);
  expect(fired).toEqual([machine.wall - minute]);
});

test("CK2, CK4: what would fall due only by a jump does not fire", async () => {
  machine.begin();
  let fired = false;
  machine.clock.after(machine.wall + 3 * day, () => (fired = true));
  machine.wall += 30 * day;
  await machine.pass(minute);
  await machine.pass(minute);
  expect(fired).toBe(false);
  expect(machine.jumps).toEqual([30 * day]);
});

test("what is taken back does not fire", async () => {
  machine.begin();
  let fired = false;
  machine.clock.after(machine.wall + minute, () => (fired = true))();
  await machine.pass(hour);
  expect(fired).toBe(false);
});

test("a virtual clock moves only when it is moved, and never back", () => {
  const clock = new VirtualClock(10);
  const fired: number[] = [];
  clock.after(20, () => fired.push(20));
  clock.after(15, () => fired.push(15));
  clock.begin(12);
  expect([clock.now(), clock.next()]).toEqual([12, 15]);
  clock.moveTo(30);
  clock.moveTo(25);
  clock.trust();
  expect([clock.now(), clock.next(), ...fired]).toEqual([30, null, 15, 20]);
});
