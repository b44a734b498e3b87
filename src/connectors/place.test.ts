import { expect, test } from "vitest";
import { resolve } from "./place.ts";

const place = { workspace: "/ws", root: "/data" };

test("a plain path lies in the data folder, a marked one among the operator's files", () => {
  expect(resolve(place, "in/bank")).toBe("/data/in/bank");
  expect(resolve(place, "workspace:mail")).toBe("/ws/mail");
});

test("an absolute path is the operator's plain choice", () => {
  expect(resolve(place, "/home/ana/Maildir")).toBe("/home/ana/Maildir");
});

test.each(["../outbox", "a/../../b", "workspace:../mail", "a\\..\\b"])("%s is refused", (given) => {
  expect(() => resolve(place, given)).toThrow(`Cannot use the path "${given}": ".."`);
});

test.each(["", "workspace:", "a\0b", "~/Maildir", "workspace:/etc"])("%j is refused", (given) => {
  expect(() => resolve(place, given)).toThrow(`Cannot use the path`);
});
