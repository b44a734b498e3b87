import { expect, test } from "vitest";
import { FakeCli } from "../../../test/fakes/fake-cli.ts";

test("install tells what it wrote and did, and where the company may write", async () => {
  const cli = new FakeCli();
  const { code, out } = await cli.type("service", "install");
  expect(code).toBe(0);
  expect(cli.calls).toEqual([{ what: "service install", args: [{ print: false, asRoot: false }] }]);
  expect(out).toBe(`Wrote /home/ana/.config/systemd/user/mainstay-studio-0a1b2c.service
  may write in /home/ana/studio/.mainstay
Did   systemctl --user daemon-reload
It runs, and goes on after a failure and when you log in again.
`);
});

test("what could not be done is left to her as commands, and is a failure", async () => {
  const cli = new FakeCli();
  const words = ["systemctl", "--user", "daemon-reload"];
  const ran = [{ words, ok: false, said: "Failed to connect to bus" }];
  cli.service = { ...cli.service, running: false, ran, left: [words] };
  const { code, out } = await cli.type("service", "install");
  expect(code).toBe(1);
  expect(out).toContain("Failed systemctl --user daemon-reload: Failed to connect to bus");
  expect(out).toContain("logged in as the user it is for:\n  systemctl --user daemon-reload\n");
});

test("printed, it can be put into the file as it is", async () => {
  const cli = new FakeCli();
  cli.service = { ...cli.service, act: "print" };
  const { out } = await cli.type("service", "install", "--print");
  expect(out).toBe(`# ${cli.service.file}\n[Unit]\n`);
});

test.each([
  [{ written: false }, 1, "Nothing is set up"],
  [{ running: false }, 1, "does not run"],
  [{ current: false }, 0, "written for other places"],
  [{}, 0, "It runs, by /home/ana"],
])("status with %j", async (changed, code, text) => {
  const cli = new FakeCli();
  cli.service = { ...cli.service, running: !("written" in changed), ...changed };
  const told = await cli.type("service", "status");
  expect(told.code).toBe(code);
  expect(told.out).toContain(text);
});

test("uninstall says that the company stays", async () => {
  const { code, out } = await new FakeCli().type("service", "uninstall");
  expect(code).toBe(0);
  expect(out).toContain("Your company is as it was");
});
