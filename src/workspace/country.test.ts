import { expect, test } from "vitest";
import { localeOf, timeZoneOf } from "./country.ts";

test.each([
  ["DE", "de"],
  ["AT", "de"],
  ["CH", "de"],
  ["ES", "en"],
])("documents in %s are written in %s", (country, locale) => {
  expect(localeOf(country)).toBe(locale);
});

test.each([
  ["DE", "UTC", "Europe/Berlin"],
  ["ES", "Etc/UTC", "Europe/Madrid"],
  ["DE", "America/New_York", "America/New_York"],
  ["US", "UTC", "UTC"],
])("in %s on a machine of %s the time is that of %s", (country, machine, zone) => {
  expect(timeZoneOf(country, machine)).toBe(zone);
});
