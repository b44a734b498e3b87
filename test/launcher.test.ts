import { execFile, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const run = promisify(execFile);
const said = `console.log(JSON.stringify(process.argv.slice(2)));`;

/** A copy of the launcher beside a program of the test's own. */
async function launcher(source: string): Promise<{ root: string; file: string }> {
  const root = await mkdtemp(join(tmpdir(), "launcher-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await mkdir(join(root, "bin"));
  await mkdir(join(root, "src"));
  await cp("bin/mainstay.js", join(root, "bin/mainstay.js"));
  await writeFile(join(root, "src/main.ts"), source);
  await writeFile(join(root, "package.json"), '{"type":"module"}');
  return { root, file: join(root, "bin/mainstay.js") };
}

/** Makes the launcher believe that it runs on Node 20; `always`: also the Node it starts then. */
function old(always: boolean): string[] {
  const change = `Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})`;
  const when = always ? "true" : `process.env.MAINSTAY_RELAUNCHED!=="1"`;
  return ["--import", `data:text/javascript,if(${when})${encodeURIComponent(change)}`];
}

/** The Node of this test stands where npm would have put the pinned one. */
async function pin(root: string): Promise<void> {
  const folder = join(root, "node_modules", `node-${process.platform}-${process.arch}`);
  await mkdir(join(folder, "bin"), { recursive: true });
  await writeFile(join(folder, "package.json"), "{}");
  await symlink(process.execPath, join(folder, "bin/node"));
}

test("on a Node that is new enough the program runs in the same process", async () => {
  const { file } = await launcher(`${said} process.exitCode = 3;`);
  await expect(run(process.execPath, [file, "show", "a b"])).rejects.toMatchObject({
    code: 3,
    stdout: '["show","a b"]\n',
  });
});

test("on an older Node the pinned one takes over, with arguments and exit code", async () => {
  const { root, file } = await launcher(`${said} process.exitCode = 4;`);
  await pin(root);
  await expect(run(process.execPath, [...old(false), file, "a b"])).rejects.toMatchObject({
    code: 4,
    stdout: '["a b"]\n',
  });
});

test("without the pinned one it says what is missing and what to do, and never loops", async () => {
  const { root, file } = await launcher(said);
  const failing = { code: 1, stderr: expect.stringContaining('run "npm ci"') };
  await expect(run(process.execPath, [...old(true), file])).rejects.toMatchObject(failing);
  await pin(root);
  await expect(run(process.execPath, [...old(true), file])).rejects.toMatchObject(failing);
});

test("a signal reaches the program, whose exit code comes back", async () => {
  const { root, file } = await launcher(`
    process.on("SIGTERM", () => process.exit(7));
    setInterval(() => {}, 60_000);
    console.log("ready");
  `);
  await pin(root);
  const child = spawn(process.execPath, [...old(false), file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.stdout.once("data", () => child.kill("SIGTERM"));
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(code).toBe(7);
});
