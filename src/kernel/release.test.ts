import { expect, test } from "vitest";
import { evolve, initial, previous, type ReleaseEvent } from "./release.ts";

const activated = (release: string, settings = `${release}-settings`): ReleaseEvent => ({
  type: "release.activated",
  data: { release, settings, runs: "finish", back: false },
});
const given = (...events: ReleaseEvent[]) =>
  events.reduce((releases, event, i) => evolve(releases, { ...event, at: i }), initial);

test("the last activated release is in force, with the settings that came with it", () => {
  const releases = given(activated("a"), activated("b"));
  expect(releases).toMatchObject({ active: "b", settings: "b-settings" });
  expect(releases.history.map((h) => [h.release, h.at])).toEqual([
    ["a", 0],
    ["b", 1],
  ]);
});

test("rollback goes to the release before the current one", () => {
  expect(previous(given(activated("a"), activated("b")))).toMatchObject({ release: "a" });
});

test("rollback after a rollback goes forward again", () => {
  expect(previous(given(activated("a"), activated("b"), activated("a")))).toMatchObject({
    release: "b",
  });
});

test("settings that were changed under one release are not another release", () => {
  const releases = given(activated("a"), activated("a", "other"));
  expect(releases.settings).toBe("other");
  expect(previous(releases)).toBeNull();
});

test("without a release there is nowhere to go back to", () => {
  expect(previous(initial)).toBeNull();
});
