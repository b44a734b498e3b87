import { execFile } from "node:child_process";
import { access, chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { install, type Machine, status, uninstall } from "../../src/host/service/service.ts";
import { agentOf } from "../../src/host/service/launchd.ts";
import { unitOf } from "../../src/host/service/systemd.ts";
import type { What } from "../../src/host/service/what.ts";
import { newStudio, scratch } from "../bad-input/company.ts";

const plainly = { print: false, asRoot: false };

/** A machine whose `systemctl` and `launchctl` note what they are asked, and answer as told. */
async function machineOf(
  platform: NodeJS.Platform,
  fails = "",
): Promise<Machine & { asked(): Promise<string> }> {
  const home = await scratch();
  const bin = path.join(home, "bin");
  const log = path.join(home, "asked");
  await mkdir(bin);
  await writeFile(log, "");
  for (const name of ["systemctl", "launchctl"]) {
    const file = path.join(bin, name);
    await writeFile(
      file,
      `#!/bin/sh
echo "${name} $*" >> "${log}"
case "$*" in
  --version) echo "systemd 255 (255.4)"; exit 0;;
  *show*) echo "ActiveState=active"; exit 0;;
  *print*) printf '\\tstate = running\\n'; exit 0;;
esac
case "$*" in *${fails === "" ? "no-such-word" : fails}*) echo "Failed to connect to bus" >&2; exit 1;; esac
`,
    );
    await chmod(file, 0o755);
  }
  const env = { HOME: home, PATH: `${bin}:/usr/bin:/bin` };
  return { platform, env, uid: 1000, asked: () => readFile(log, "utf8") };
}

test("it writes a unit of the user's own, begins it, tells how it is, and takes it away again", async () => {
  const company = await newStudio();
  const machine = await machineOf("linux");
  const view = await install(company, plainly, machine);
  const unit = `${view.name}.service`;
  expect(view.file).toBe(path.join(machine.env["HOME"] ?? "", ".config/systemd/user", unit));
  expect(await readFile(view.file, "utf8")).toBe(view.text);
  expect(await machine.asked()).toBe(
    `systemctl --version
systemctl --user daemon-reload
systemctl --user enable ${unit}
systemctl --user restart ${unit}
`,
  );
  expect(view).toMatchObject({ written: true, running: true, left: [] });
  expect(await status(company, machine)).toMatchObject({ running: true, current: true });
  await writeFile(view.file, `${view.text}\n# changed\n`);
  expect(await status(company, machine)).toMatchObject({ current: false });
  const gone = await uninstall(company, machine);
  expect(gone.ran.map(({ words }) => words.slice(2))).toEqual([
    ["disable", "--now", unit],
    ["daemon-reload"],
  ]);
  await expect(access(view.file)).rejects.toThrow();
  expect((await uninstall(company, machine)).ran).toEqual([]);
  expect((await stat(path.join(company.workspace, "mainstay.yaml"))).isFile()).toBe(true);
});

test("SV1: without a session of the user's own, what is left is told as commands", async () => {
  const company = await newStudio();
  const view = await install(company, plainly, await machineOf("linux", "daemon-reload"));
  expect(view.written).toBe(true);
  expect(view.ran).toMatchObject([{ ok: false, said: "Failed to connect to bus" }]);
  expect(view.left.map((words) => words[2])).toEqual(["daemon-reload", "enable", "restart"]);
  const nowhere = {
    platform: "linux" as const,
    env: { HOME: await scratch(), PATH: "" },
    uid: 1000,
  };
  const none = await install(company, plainly, nowhere);
  expect(none.ran).toMatchObject([{ said: 'there is no "systemctl" here' }]);
});

test("it is printed without writing anything, and as root only where that is said", async () => {
  const company = await newStudio();
  const machine = await machineOf("linux");
  const root = { ...machine, uid: 0 };
  const printed = await install(company, { print: true, asRoot: false }, root);
  expect(printed.text).toContain("[Service]");
  await expect(access(printed.file)).rejects.toThrow();
  await expect(install(company, plainly, root)).rejects.toThrow("--as-root");
  expect((await install(company, { print: false, asRoot: true }, root)).written).toBe(true);
});

test("on macOS it is an agent of the user's own launchd", async () => {
  const company = await newStudio();
  const machine = await machineOf("darwin");
  const view = await install(company, plainly, machine);
  expect(view.file).toContain("/Library/LaunchAgents/");
  expect(await machine.asked()).toBe(`launchctl bootstrap gui/1000 ${view.file}\n`);
  expect(await status(company, machine)).toMatchObject({ running: true });
  expect((await uninstall(company, machine)).ran[0]?.words[1]).toBe("bootout");
});

test("elsewhere, and where no company is, it says what to do", async () => {
  const company = await newStudio();
  const machine = await machineOf("win32");
  await expect(install(company, plainly, machine)).rejects.toThrow('run "mainstay up"');
  const nothing = { workspace: await scratch(), data: "/tmp/x" };
  await expect(install(nothing, plainly, machine)).rejects.toThrow("it holds no mainstay.yaml");
});

const what: What = {
  name: "mainstay-studio-0a1b2c",
  node: "/opt/node/bin/node",
  script: "/opt/main stay/bin/mainstay.js",
  workspace: '/home/ana/100 % "hers" $HOME',
  data: "/home/ana/data",
  writes: ["/home/ana/data", "/media/usb disk"],
};

test("SD1, SD2: the unit as it stands", () => {
  expect(unitOf(what, 255)).toMatchInlineSnapshot(`
    "# Written by "mainstay service install"; install again instead of changing it.
    [Unit]
    Description=Mainstay for "100 %% "hers" $HOME"
    StartLimitIntervalSec=0

    [Service]
    Type=exec
    ExecStart="/opt/node/bin/node" "/opt/main stay/bin/mainstay.js" "up" "--workspace" "/home/ana/100 %% \\"hers\\" $$HOME" "--data" "/home/ana/data"
    WorkingDirectory=/home/ana/100 %% "hers" $HOME/
    EnvironmentFile=-/home/ana/data/secrets/environment
    Restart=on-failure
    RestartSec=5
    RestartSteps=8
    RestartMaxDelaySec=600
    RestartPreventExitStatus=2 4
    KillSignal=SIGTERM
    TimeoutStopSec=90
    UMask=0077
    NoNewPrivileges=yes
    ProtectSystem=strict
    ReadWritePaths="-/home/ana/data" "-/media/usb disk"
    ProtectKernelTunables=yes
    ProtectControlGroups=yes
    RestrictSUIDSGID=yes
    LockPersonality=yes
    StandardOutput=journal
    StandardError=journal

    [Install]
    WantedBy=default.target
    "
  `);
  expect(unitOf(what, 252)).toContain("RestartSec=60\nRestartPreventExitStatus");
});

test("the agent of launchd as it stands", () => {
  expect(agentOf({ ...what, workspace: "/Users/ana/A & <B>" })).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
    <!-- Written by "mainstay service install"; install again instead of changing it. -->
    <plist version="1.0">
    <dict>
      <key>Label</key>
      <string>mainstay-studio-0a1b2c</string>
      <key>ProgramArguments</key>
      <array>
        <string>/opt/node/bin/node</string>
        <string>/opt/main stay/bin/mainstay.js</string>
        <string>up</string>
        <string>--workspace</string>
        <string>/Users/ana/A &amp; &lt;B&gt;</string>
        <string>--data</string>
        <string>/home/ana/data</string>
      </array>
      <key>WorkingDirectory</key>
      <string>/Users/ana/A &amp; &lt;B&gt;</string>
      <key>RunAtLoad</key>
      <true/>
      <key>KeepAlive</key>
      <dict>
        <key>SuccessfulExit</key>
        <false/>
      </dict>
      <key>ThrottleInterval</key>
      <integer>30</integer>
      <key>ExitTimeOut</key>
      <integer>90</integer>
      <key>Umask</key>
      <integer>63</integer>
      <key>StandardOutPath</key>
      <string>/home/ana/data/service.log</string>
      <key>StandardErrorPath</key>
      <string>/home/ana/data/service.log</string>
    </dict>
    </plist>
    "
  `);
});

const run = promisify(execFile);

/** As other eyes read it: python's own parser of such files. */
const python = await run("python3", ["-c", "import plistlib"]).then(
  () => true,
  () => false,
);
if (!python) console.warn("python3 is not installed: launchd's file is not read by other eyes");

test.skipIf(!python).each(["with blanks", "A & <B> ]]>", `"hers" 'his' &amp; %n $HOME`, "–ü \\"])(
  "launchd reads a company in a folder called %j as it is",
  async (name) => {
    const place = `/Users/ana/${name}`;
    const file = path.join(await scratch(), "agent.plist");
    await writeFile(
      file,
      agentOf({ ...what, script: `${place}/m.js`, workspace: place, data: place }),
    );
    const load =
      "import plistlib, json, sys; print(json.dumps(plistlib.load(open(sys.argv[1], 'rb'))))";
    const read = JSON.parse((await run("python3", ["-c", load, file])).stdout);
    expect(read).toMatchObject({
      Label: what.name,
      ProgramArguments: [what.node, `${place}/m.js`, "up", "--workspace", place, "--data", place],
      WorkingDirectory: place,
      KeepAlive: { SuccessfulExit: false },
      Umask: 0o077,
      StandardErrorPath: `${place}/service.log`,
    });
  },
);
