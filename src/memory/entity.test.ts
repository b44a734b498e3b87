import { expect, test } from "vitest";
import { type Entity, lookOf, misnamed, namesIn, takenBy } from "./entity.ts";

const acme: Entity = {
  subject: "s1",
  key: "k1",
  kind: "client",
  name: "Acme North",
  aliases: ["AN", "a@x.example"],
};

test.each(["acme north", "ACME  NORTH", "Acme-North", "Аcme North", "Acrne North"])(
  "EN1: what looks like another's name leads to two: %s",
  (name) => expect(takenBy(name, [acme], "k2")).toMatchObject({ as: "Acme North" }),
);

test("EN2: a part of a name is none; what is one's own is nobody else's", () => {
  expect(takenBy("Acme", [acme], "k2")).toBeNull();
  expect(takenBy("an", [acme], "k1")).toBeNull();
  expect(takenBy("an", [acme], "k2")).toEqual({ entity: acme, as: "AN" });
});

test("an address is told apart to the letter", () => {
  expect(lookOf("Ana.B@x.example")).toBe("ana.b@x.example");
  expect(lookOf("ana_b@x.example")).not.toBe(lookOf("ana.b@x.example"));
});

test.each([
  ["Nordlicht", null],
  ["", /empty/],
  [" Nordlicht", /blank/],
  ["x".repeat(201), /longer/],
  ["12", /stands for a job/],
  ["!?", /no letter/],
])("a name is a name: %j", (name, wrong) => {
  if (wrong === null) expect(misnamed(name)).toBeNull();
  else expect(misnamed(name)).toMatch(wrong);
});

test("addresses are names in no text", () => {
  const nobody = { ...acme, name: "", aliases: ["b@x.example"] };
  expect(namesIn([acme, nobody])).toEqual([["Acme North", "AN"]]);
});
