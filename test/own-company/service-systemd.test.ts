import { execFile } from "node:child_process";
import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { install } from "../../src/host/service/service.ts";
import { unitOf } from "../../src/host/service/systemd.ts";
import type { What } from "../../src/host/service/what.ts";
import { newStudio, scratch } from "../bad-input/company.ts";
import { started } from "./kept-running.ts";
import { complaints, missing, read, version } from "./systemd.ts";

const withSystemd = missing === null ? test : test.skip;

const what: What = {
  name: "mainstay-studio-0a1b2c",
  node: "/bin/sh",
  script: "/opt/main stay/bin/mainstay.js",
  workspace: "/home/ana/studio",
  data: "/home/ana/data",
  writes: ["/home/ana/data"],
};

const odd = [
  "with blanks  in it",
  "100 % of %h %n",
  "$HOME ${HOME} $$",
  `"hers" and 'his'`,
  "back\\slash \\x41 \\n",
  "ends in a backslash\\",
  "ends in a blank ",
  "# ; no comment",
  "ünïcödé – “”",
];

withSystemd.each(odd)("SD3: a company in a folder called %j is read as it is", async (name) => {
  const place = `/home/ana/${name}`;
  const data = `${place}/data`;
  const writes = [data, `/media/${name}`];
  const unit = unitOf(
    { ...what, script: `${place}/m.js`, workspace: place, data, writes },
    version(),
  );
  expect(await complaints(unit)).toBe("");
  const found = await read(unit);
  expect(found.command.slice(1)).toEqual([
    `${place}/m.js`,
    "up",
    "--workspace",
    place,
    "--data",
    data,
  ]);
  expect(found.folder).toBe(place);
  expect(found.environment).toBe(`${data}/secrets/environment`);
  expect(found.writes).toBe(writes.map((each) => `-${each}`).join(" "));
  expect(found.description).toBe(`Mainstay for "${name}"`);
});

withSystemd.each(["no such %n ${x}", `ana's "node"`])(
  "SD3: a program in a folder called %j is started with each word as it is",
  async (name) => {
    const folder = await scratch();
    const script = path.join(folder, `${name}.mjs`);
    await mkdir(path.join(folder, name));
    const node = path.join(folder, name, "node");
    await symlink(process.execPath, node);
    await writeFile(script, "console.log(JSON.stringify(process.argv.slice(2)));");
    const place = `/home/ana/${name}`;
    const unit = unitOf({ ...what, node, script, workspace: place, data: place }, version());
    expect(await complaints(unit)).toBe("");
    const [program = "", ...given] = (await read(unit)).command;
    const { stdout } = await promisify(execFile)(program, given, { env: {} });
    expect(JSON.parse(stdout)).toEqual(["up", "--workspace", place, "--data", place]);
  },
);

withSystemd(
  "a company starts as systemd would start it, ends at SIGTERM, and starts again after a kill -9",
  { timeout: 120_000 },
  async () => {
    const company = await newStudio();
    const workspace = path.join(path.dirname(company.workspace), `her "studio" 100 % $HOME`);
    await rename(company.workspace, workspace);
    const data = path.join(path.dirname(workspace), "the data");
    const machine = { platform: "linux" as const, env: { ...process.env }, uid: 1000 };
    const { text } = await install({ workspace, data }, { print: true, asRoot: false }, machine);
    expect(await complaints(text)).toBe("");
    const unit = await read(text);
    await mkdir(path.dirname(unit.environment), { recursive: true });
    await writeFile(unit.environment, "NO_COLOR=1\n");

    const first = await started(unit);
    expect(first.said).toContain("Ctrl-C ends it here");
    expect(await first.end("SIGTERM")).toEqual({ code: 0, signal: null, err: "" });

    const second = await started(unit);
    expect(await second.end("SIGKILL")).toMatchObject({ code: null, signal: "SIGKILL" });

    const third = await started(unit);
    expect(third.said).toContain("Welcome back");
    expect(await third.end("SIGTERM")).toEqual({ code: 0, signal: null, err: "" });
  },
);
