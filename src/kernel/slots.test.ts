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
  ["61 9 * * *", "cannot be read"],
  ["0 9 * * FOO", "cannot be read"],
  ["0 9 30 2 *", "never falls due"],
])("%s is refused", (cron, why) => expect(checkCron(cron, berlin)).toContain(why));

test("an unknown time zone is refused", () => {
  expect(checkCron("0 9 * * *", "Europe/Bielefeld")).toContain(
    '"Europe/Bielefeld" is no time zone',
  );
});

test("many schedules do not fill the memory", () => {
  for (let i = 0; i < 600; i++) {
    const minute = i % 60;
    const day = 1 + Math.floor(i / 60);
    const next = nextSlot(`${minute} 0 ${day} 1 *`, "UTC", 0);
    expect(next).toBe(
      at("1970-01-01T00:00Z") + (day - 1) * 86_400_000 + minute * 60_000 || at("1971-01-01T00:00Z"),
    );
  }
});
