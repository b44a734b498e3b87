import path from "node:path";
import type { What } from "./what.ts";

/**
 * A unit of the user's own systemd.
 *
 * SD1 It may write where the company keeps its things and nowhere else, gains no rights, and what it
 *     writes is readable by its user alone.
 * SD2 It ends by SIGTERM, as by Ctrl-C. After a failure it is started again, ever later, and without an
 *     end to the tries; what was typed wrongly or is refused is not tried again.
 * SD3 Whatever stands in a path, systemd reads it as that path: quotes, blanks, and the signs that it
 *     would put values in for.
 */
export function unitOf(what: What, version: number): string {
  const { node, script, workspace, data, writes } = what;
  const given = [script, "up", "--workspace", workspace, "--data", data];
  return `# Written by "mainstay service install"; install again instead of changing it.
[Unit]
Description=Mainstay for "${specifiers(path.basename(workspace))}"
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${[...begun(node), ...given.map(argument)].join(" ")}
WorkingDirectory=${specifiers(workspace)}/
EnvironmentFile=-${specifiers(path.join(data, "secrets", "environment"))}
Restart=on-failure
${backoff(version)}
RestartPreventExitStatus=2 4
KillSignal=SIGTERM
TimeoutStopSec=90
UMask=0077
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=${writes.map((place) => quoted(`-${place}`)).join(" ")}
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
LockPersonality=yes
StandardOutput=journal
StandardError=journal

[Install]
WantedBy=default.target
`;
}

/** Older ones know no steps. */
function backoff(version: number): string {
  return version >= 254 ? "RestartSec=5\nRestartSteps=8\nRestartMaxDelaySec=600" : "RestartSec=60";
}

/** As systemd reads it: quotes, backslashes, and what it would put values in for. */
function quoted(text: string): string {
  return `"${specifiers(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** It refuses a program whose path holds a quote or a backslash, and takes it from a shell. */
function begun(program: string): string[] {
  if (!/["'\\]/u.test(program)) return [quoted(program)];
  return ["/bin/sh", "-c", 'exec "$0" "$@"', program].map(argument);
}

/** Behind the program's own path, which takes none, systemd puts in values for what begins with a dollar. */
function argument(text: string): string {
  return quoted(text).replaceAll("$", "$$$$");
}

/** What ends a line stands before something else: a blank there is dropped, and a backslash joins lines. */
function specifiers(text: string): string {
  return text.replaceAll("%", "%%");
}

/** Where the user's own units lie. */
export function unitFile(what: Pick<What, "name">, env: Env): string {
  const config = env["XDG_CONFIG_HOME"];
  const root = config === undefined || config === "" ? path.join(home(env), ".config") : config;
  return path.join(root, "systemd", "user", `${what.name}.service`);
}

export type Env = Readonly<Record<string, string | undefined>>;

export function home(env: Env): string {
  return env["HOME"] ?? "/";
}
