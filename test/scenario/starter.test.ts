import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { init } from "../../src/host/files/init.ts";
import { founding } from "../fakes/small-company.ts";
import { missed, told } from "./stage.ts";

test("a new company begins with a scenario, and it passes", async () => {
  const place = await mkdtemp(path.join(tmpdir(), "mainstay-starter-"));
  const folder = path.join(place, "mine");
  try {
    await init({ ...founding, folder });
    expect(missed(await told(folder))).toEqual({ "answer-mail-sent": [] });
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}, 60_000);
