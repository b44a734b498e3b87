import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, connect, type AddressInfo } from "node:net";
import { userInfo } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { ImapFlow } from "imapflow";
import type { Pair } from "./certificate.ts";

/**
 * Debian's dovecot as a mailbox of its own on loopback: wholly as one ordinary user, in a folder of
 * its own, ended with everything it began.
 */
export type Dovecot = {
  port: number;
  /** Encrypted from the first byte; 0 where the server has no certificate. */
  tlsPort: number;
  folder: string;
  /** Another mail program at the same mailbox. */
  other(): Promise<ImapFlow>;
  /** As if the machine of the provider went down; `start` brings it back with the same mails. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
  start(): Promise<void>;
  /** The server loses its index, and numbers all mails anew. */
  renumber(): Promise<void>;
  close(): Promise<void>;
};

const program = "/usr/sbin/dovecot";
export const user = "alva@studio.example";
export const appPassword = "app-password";

/** Why the tests that need it cannot run; null where they can. Its settings changed with 2.4. */
export const missing = ((): string | null => {
  try {
    const version = execFileSync(program, ["--version"], { encoding: "utf8" });
    return version.startsWith("2.3.")
      ? null
      : `dovecot is ${version.trim()}, and these tests are written for 2.3`;
  } catch {
    return "Debian's dovecot-imapd is not installed";
  }
})();

/** With a certificate it also speaks TLS. */
export async function startDovecot(pair: Pair | null = null): Promise<Dovecot> {
  // Paths of sockets are short.
  const folder = await mkdtemp("/tmp/dove-");
  const port = await freePort();
  const tlsPort = pair === null ? 0 : await freePort();
  const root = process.getuid?.() === 0;
  // As root it would refuse to serve root's mail: it runs as nobody then.
  const own = root ? { uid: 65_534, gid: 65_534 } : { uid: userInfo().uid, gid: userInfo().gid };
  const names = root
    ? { name: "nobody", group: "nogroup" }
    : { name: userInfo().username, group: groupName() };
  for (const part of ["", "mail", "run", "state"]) {
    await mkdir(path.join(folder, part), { recursive: true });
    await chown(path.join(folder, part), own.uid, own.gid);
  }
  await writeFile(path.join(folder, "users"), `${user}:{PLAIN}${appPassword}::::::\n`);
  const config = path.join(folder, "dovecot.conf");
  await writeFile(config, configuration({ folder, port, tlsPort, ...names }));
  for (const [name, text] of Object.entries(pair ?? {})) {
    await writeFile(path.join(folder, `${name}.pem`), text);
  }
  let child: ChildProcess | null = null;
  const self: Dovecot = {
    port,
    tlsPort,
    folder,
    async start() {
      const begun = spawn(program, ["-F", "-c", config], {
        cwd: "/",
        detached: true,
        stdio: "ignore",
        ...(root ? own : {}),
      });
      child = begun;
      for (const until = performance.now() + 15_000; !(await greets(port));) {
        if (begun.exitCode !== null || performance.now() > until) {
          const log = await readFile(path.join(folder, "dovecot.log"), "utf8").catch(() => "");
          throw new Error(`dovecot did not start: ${log.slice(-800)}`);
        }
        await setTimeout(20);
      }
    },
    async stop(signal = "SIGTERM") {
      const running = child;
      child = null;
      if (running?.pid === undefined || running.exitCode !== null) return;
      const ended = new Promise((resolve) => running.once("exit", resolve));
      // The whole group: sessions outlive the master otherwise.
      process.kill(-running.pid, signal);
      await ended;
    },
    async renumber() {
      await self.stop();
      const box = path.join(folder, "mail", user);
      for (const file of [
        "dovecot-uidlist",
        "dovecot.index",
        "dovecot.index.log",
        "dovecot.index.cache",
        "dovecot-uidvalidity",
      ]) {
        await rm(path.join(box, file), { force: true });
      }
      // The new number is the second in which it was made.
      await setTimeout(1_100);
      await self.start();
    },
    async other() {
      const client = new ImapFlow({
        host: "127.0.0.1",
        port,
        secure: false,
        doSTARTTLS: false,
        auth: { user, pass: appPassword },
        logger: false,
      });
      client.on("error", () => {});
      await client.connect();
      return client;
    },
    async close() {
      await self.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await self.start();
  return self;
}

function groupName(): string {
  return execFileSync("id", ["-gn"], { encoding: "utf8" }).trim();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // It listens on a port.
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", (bytes) => {
      socket.destroy();
      resolve(bytes.toString().startsWith("* OK"));
    });
    socket.once("error", () => resolve(false));
  });
}

function configuration(of: {
  folder: string;
  port: number;
  tlsPort: number;
  name: string;
  group: string;
}): string {
  const { folder, port, tlsPort, name, group } = of;
  const encrypted = `ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem`;
  return `protocols = imap
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/state
instance_name = mainstay-test
log_path = ${folder}/dovecot.log
default_internal_user = ${name}
default_internal_group = ${group}
default_login_user = ${name}
${tlsPort === 0 ? "ssl = no" : encrypted}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:${folder}/mail/%u
mail_uid = ${name}
mail_gid = ${group}
mail_fsync = never
mailbox_idle_check_interval = 1s
mail_max_userip_connections = 100
shutdown_clients = yes
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${name} gid=${group} home=${folder}/mail/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    auto = subscribe
    special_use = \\Drafts
  }
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = ${tlsPort === 0 ? "no" : "yes"}
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
`;
}
