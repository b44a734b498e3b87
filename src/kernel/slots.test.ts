import * as fc from "fast-check";
import { expect, test } from "vitest";
import { checkCron, nextSlot, slotsBetween } from "./slots.ts";

const berlin = "Europe/Berlin";
const at = (text: string) => Date.parse(text);
const texts = (slots: number[]) => slots.map((slot) => new Date(slot).toISOString().slice(0, 16));

test("a slot is strictly after the instant given", () => {
  const nine = at("2026-06-01T07:00:00Z");
  expect(nextSlot("0 9 * * *", berlin, nine - 1)).toBe(nine);
  expect(nextSlot("0 9 * * *", berlin, nine)).toBe(at("2026-06-02T07:00:00Z"));
});

test("slots between two instants leave out the first and take the last, up to a limit", () => {
  const between = (limit: number) =>
    slotsBetween(
      "0 9 * * 1-5",
      berlin,
      at("2026-06-04T07:00:00Z"),
      at("2026-06-09T07:00:00Z"),
      limit,
    );
  expect(texts(between(10))).toEqual(["2026-06-05T07:00", "2026-06-08T07:00", "2026-06-09T07:00"]);
  expect(between(2)).toHaveLength(2);
  expect(between(0)).toEqual([]);
});

test("SL2: nine o'clock stays nine o'clock when the clocks change", () => {
  const spring = slotsBetween(
    "0 9 * * *",
    berlin,
    at("2026-03-28T00:00Z"),
    at("2026-03-30T00:00Z"),
    9,
  );
  expect(texts(spring)).toEqual(["2026-03-28T08:00", "2026-03-29T07:00"]);
  const autumn = slotsBetween(
    "0 9 * * *",
    berlin,
    at("2026-10-24T00:00Z"),
    at("2026-10-26T00:00Z"),
    9,
  );
  expect(texts(autumn)).toEqual(["2026-10-24T07:00", "2026-10-25T08:00"]);
});

test("SL2: a time that is skipped in spring is due when the clocks have jumped", () => {
  const slots = slotsBetween(
    "30 2 * * *",
    berlin,
    at("2026-03-28T12:00Z"),
    at("2026-03-30T12:00Z"),
    9,
  );
  expect(texts(slots)).toEqual(["2026-03-29T01:00", "2026-03-30T00:30"]);
});

test("SL2: a time that comes twice in autumn is due once", () => {
  const slots = slotsBetween(
    "30 2 * * *",
    berlin,
    at("2026-10-24T12:00Z"),
    at("2026-10-26T12:00Z"),
    9,
  );
  expect(texts(slots)).toEqual(["2026-10-25T00:30", "2026-10-26T01:30"]);
});

test.each([
  ["30 2,14 * * *", ["29T01:00", "29T12:30"], ["25T00:30", "25T13:30"]],
  ["15,45 2 * * *", ["29T01:00"], ["25T00:15", "25T00:45"]],
  [
    "0 1-4 * * *",
    ["29T00:00", "29T01:00", "29T02:00"],
    ["24T23:00", "25T00:00", "25T02:00", "25T03:00"],
  ],
  ["0 2-6/2 * * *", ["29T01:00", "29T02:00", "29T04:00"], ["25T00:00", "25T03:00", "25T05:00"]],
])("SL2: of several fixed times each is due once a day: %s", (cron, spring, autumn) => {
  const days = (from: string, to: string) =>
    texts(slotsBetween(cron, berlin, at(from), at(to), 99)).map((text) => text.slice(8));
  expect(days("2026-03-28T22:30Z", "2026-03-29T21:59Z")).toEqual(spring);
  expect(days("2026-10-24T22:00Z", "2026-10-25T22:59Z")).toEqual(autumn);
});

test("more times a day than anybody writes down one by one are an interval", () => {
  const slots = slotsBetween("0-59 0-23 * * *", "UTC", 0, 180_000, 9);
  expect(slots).toEqual([60_000, 120_000, 180_000]);
});

test("every hour is every hour, whatever the clocks do", () => {
  const count = (from: string, to: string) =>
    slotsBetween("0 * * * *", berlin, at(from), at(to), 99).length;
  expect(count("2026-03-28T23:00Z", "2026-03-29T22:00Z")).toBe(23);
  expect(count("2026-10-24T22:00Z", "2026-10-25T23:00Z")).toBe(25);
});

test("a sound schedule has nothing wrong", () => {
  for (const cron of [
    "0 9 * * 1-5",
    "*/15 * * * *",
    " 0  9 1,15 JAN-JUN MON ",
    "0 0 L * *",
    "0 9 * * FRI#2",
  ]) {
    expect(checkCron(cron, berlin)).toBeNull();
  }
});

test.each([
  ["0 0 9 * * *", "6 fields, not five"],
  ["@daily", "1 fields, not five"],
  ["? 9 * * *", "holds more than"],
  ["0 9 * * ?", "holds more than"],
  ["61 9 * * *", '"61 9 * * *" cannot be read (Invalid value for minute: 61)'],
  ["0 9 * * FOO", '"0 9 * * FOO" cannot be read (configuration entry 5'],
  ["0 9 30 2 *", "never falls due"],
  ["0 9-5,7 * * *", "cannot be read"],
  ["0 5-9/0 * * *", "cannot be read"],
])("%s is refused", (cron, why) => expect(checkCron(cron, berlin)).toContain(why));

test("an unknown time zone is refused", () => {
  expect(checkCron("0 9 * * *", "Europe/Bielefeld")).toContain(
    '"Europe/Bielefeld" is no time zone',
  );
});

test("SL2: a list of fixed times is due as each of them by itself, whatever the clocks do", () => {
  const [from, to] = [at("2026-03-28T12:00Z"), at("2026-03-30T12:00Z")];
  const slots = (cron: string) => slotsBetween(cron, berlin, from, to, 999);
  const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 2 });
  const hour = fc.integer({ min: 0, max: 23 });
  fc.assert(
    fc.property(minutes, hour, hour, fc.integer({ min: 1, max: 12 }), (each, one, other, step) => {
      const [first, last] = [Math.min(one, other), Math.max(one, other)];
      const alone: string[] = [];
      for (let h = first; h <= last; h += step) alone.push(...each.map((m) => `${m} ${h} * * *`));
      const list = ` ${each.join(",")}  ${first}-${last}/${step} * * *`;
      expect(slots(list)).toEqual([...new Set(alone.flatMap(slots))].sort((a, b) => a - b));
    }),
    { numRuns: 20 },
  );
});

test("a schedule that never falls due has no slots", () => {
  expect(slotsBetween("0 9 30 2 *", berlin, 0, at("2026-06-01T00:00Z"), 9)).toEqual([]);
});

test("a schedule is read in the zone it is asked for, however often another was", () => {
  const nine = (zone: string) => texts(slotsBetween("0 9 * * *", zone, 0, 86_400_000, 9));
  expect(nine("UTC")).toEqual(["1970-01-01T09:00"]);
  expect(nine(berlin)).toEqual(["1970-01-01T08:00"]);
  expect(nine("UTC")).toEqual(["1970-01-01T09:00"]);
});
