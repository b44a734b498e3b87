import path from "node:path";
import { type Env, home } from "./systemd.ts";
import type { What } from "./what.ts";

/**
 * An agent of the user's own launchd. It restarts what failed, at most twice a minute; a clean end stays
 * an end.
 */
export function agentOf(what: What): string {
  const { node, script, workspace, data } = what;
  const command = [node, script, "up", "--workspace", workspace, "--data", data];
  const log = path.join(data, "service.log");
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- Written by "mainstay service install"; install again instead of changing it. -->
<plist version="1.0">
<dict>
  <key>Label</key>
  ${text(what.name)}
  <key>ProgramArguments</key>
  <array>
${command.map((word) => `    ${text(word)}`).join("\n")}
  </array>
  <key>WorkingDirectory</key>
  ${text(workspace)}
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
  ${text(log)}
  <key>StandardErrorPath</key>
  ${text(log)}
</dict>
</plist>
`;
}

function text(given: string): string {
  const escaped = given.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<string>${escaped}</string>`;
}

export function agentFile(what: Pick<What, "name">, env: Env): string {
  return path.join(home(env), "Library", "LaunchAgents", `${what.name}.plist`);
}
