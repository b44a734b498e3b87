import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { approve, socket } from "../../../test/fixtures/socket.ts";
import { connect } from "./client.ts";

const here = socket();

const deaf = `import { createServer } from "node:http";
import { mkdirSync } from "node:fs"; import { dirname } from "node:path";
mkdirSync(dirname(process.argv[1]), { recursive: true });
createServer((request, response) => {
  if (request.url === "/v1") response.end('{"name":"mainstay","wire":1}');
  else { response.writeHead(200); response.write("{"); process.stdout.write("asked"); }
}).listen(process.argv[1], () => process.stdout.write("ready"));`;

test("CL3: an owner that dies while it answers is an error that says what is not known", async () => {
  const child = await here.otherOwner(deaf);
  const remote = await here.reach();
  const answered = expect(remote.answer(17, approve)).rejects.toEqual(
    expect.objectContaining({
      name: "OwnerGone",
      nobody: false,
      message: expect.stringMatching(
        /^Cannot finish "answer": Mainstay ended before it answered; what it recorded stands/,
      ) as unknown,
    }),
  );
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await answered;
});

test("CL3: a watch whose owner dies is an error, too", async () => {
  const child = await here.otherOwner(deaf);
  const remote = await here.reach();
  const watching = remote.watch(new AbortController().signal)[Symbol.asyncIterator]().next();
  const ended = expect(watching).rejects.toMatchObject({ name: "OwnerGone" });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await ended;
});

test("CL3: an owner that is silent is left after a while", async () => {
  await here.otherOwner(deaf);
  const remote = await connect(here.path, { timeoutMs: 50 });
  await expect(remote?.doctor()).rejects.toThrow(/Mainstay has not answered for/);
});

test("CL1, SO1: the socket of a killed owner answers nobody, and is replaced at the next start", async () => {
  const child = await here.otherOwner(deaf);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(existsSync(here.path)).toBe(true);
  expect(await connect(here.path)).toBeNull();
  const { remote } = await here.open({ doctor: () => [] });
  expect(await remote.doctor()).toEqual([]);
});

test("an owner of another version is named", async () => {
  here.path = join(here.folder, "old.sock");
  const old = createServer((_, response) => response.end('{"wire":0}')).listen(here.path);
  await once(old, "listening");
  await expect(connect(here.path)).rejects.toThrow(/it is another version/);
  old.closeAllConnections();
  old.close();
});
