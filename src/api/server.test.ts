import { existsSync } from "node:fs";
import { chmod, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { socket } from "../../test/fixtures/socket.ts";
import { recordingDesk } from "../../test/fakes/recording-desk.ts";
import { connect } from "./contract/client.ts";
import type { Notice } from "./contract/desk.ts";
import { serve } from "./server.ts";

const here = socket();

test("SO3, NO2: closing lets an answer finish, ends watches, and leaves no file", async () => {
  const answering = Promise.withResolvers<unknown>();
  const never = async function* (): AsyncGenerator<Notice> {
    await new Promise(() => {});
    yield { kind: "quiet", at: 1 };
  };
  const answers = { doctor: () => answering.promise, watch: never };
  const { server, remote, asked } = await here.open(answers, { graceMs: 60_000 });
  const heard = (async () => {
    for await (const notice of remote.watch(new AbortController().signal)) return notice;
    return "ended";
  })();
  const doctor = remote.doctor();
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  const closed = server.close();
  answering.resolve([]);
  expect(await doctor).toEqual([]);
  expect(await heard).toBe("ended");
  await closed;
  here.closedByTest();
  expect(existsSync(here.path)).toBe(false);
  expect(await connect(here.path)).toBeNull();
  await expect(remote.status()).rejects.toMatchObject({ name: "OwnerGone", nobody: true });
});

test("SO3: an answer that never comes does not hold the end up", async () => {
  const stuck = () => new Promise(() => {});
  const { server, remote, asked } = await here.open({ doctor: stuck }, { graceMs: 5 });
  const doctor = expect(remote.doctor()).rejects.toThrow(/Mainstay ended before it answered/);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  await server.close();
  here.closedByTest();
  await doctor;
});

test("SO2: only this user can reach the socket", async () => {
  await here.open({});
  expect((await stat(here.path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(here.folder, "data"))).mode & 0o777).toBe(0o700);
});

test("SO2: a folder that was open to others is closed to them", async () => {
  here.path = join(here.folder, "owner.sock");
  await chmod(here.folder, 0o755);
  await here.open({});
  expect((await stat(here.folder)).mode & 0o777).toBe(0o700);
});

test("a file that is no socket is not removed", async () => {
  here.path = join(here.folder, "owner.sock");
  await writeFile(here.path, "letters");
  const { desk } = recordingDesk({});
  await expect(serve(desk, here.path, { onFault: () => {} })).rejects.toThrow(
    /a file of that name/,
  );
  expect(await connect(here.path)).toBeNull();
});
