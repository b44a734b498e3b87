import { expect, test } from "vitest";
import { settings as given } from "../../../../test/fixtures/books.ts";
import type { JsonObject } from "../../../value/json.ts";
import { settings } from "../settings.ts";
import { charges, contradiction, unruled } from "./agree.ts";

const home = [{ when: { country: "home" }, charge: "standard" }];
const against = (vat: JsonObject, details: JsonObject) =>
  contradiction(settings.parse({ ...given, vat }), details);

test.each<[JsonObject, JsonObject, string | null]>([
  [{ rate: 19 }, {}, null],
  [{ rate: 0 }, {}, null],
  [{ rate: 0 }, { chargesVat: false }, null],
  [{ rate: 19 }, { chargesVat: true }, null],
  [{ rate: 19, rules: [{ charge: "outside" }] }, { chargesVat: false }, null],
  [{ rate: 19 }, { chargesVat: false }, "Cannot charge 19 % VAT"],
  [{ rate: 19, rules: home }, { chargesVat: false }, "Cannot charge 19 % VAT"],
  [{ rate: 0, rules: home }, { chargesVat: true }, "Cannot charge no VAT"],
])("VA1: %j is held against %j", (vat, details, expected) => {
  const found = against(vat, details);
  if (expected === null) expect(found).toBeNull();
  else
    expect(found).toMatchObject({
      at: "/vat/rate",
      message: expect.stringContaining(expected) as string,
    });
});

test("VA2: without a rule all are charged alike, and that is told until a rule says so", () => {
  expect(unruled({ rate: 19 })).toMatchObject({
    line: '"vat" has no rule for clients abroad',
    effect: "Each client is charged 19 %, wherever they are.",
  });
  expect(unruled({ rate: 0 })).toBeNull();
  expect(unruled({ rate: 19, rules: [{ charge: "standard" }] })).toBeNull();
  expect(charges({ rate: 0, reduced: 7, rules: [{ charge: "reduced" }] })).toBe(true);
});
