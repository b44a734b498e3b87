import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { connect, type RemoteDesk } from "../../src/api/contract/client.ts";
import { socketPath } from "../../src/engine/socket-path.ts";
import { starter } from "../../src/workspace/starter/starter.ts";
import { processes } from "../fakes/two-processes.ts";
import { founding } from "../fakes/small-company.ts";

const root = path.resolve(import.meta.dirname, "../..");

const letters = `runbook: write-letter
purpose: Write a letter, after you have seen it
trigger: request
steps:
  - read:
      approve:
        title: "Letter {{ input.name }}"
        show: { to: "{{ input.to }}", subject: "{{ input.name }}", text: "Good news" }
  - sent:
      effect: mail.send
      with: { to: "{{ read.to }}", subject: "{{ read.subject }}", text: "{{ read.text }}" }
`;

/** With everything that invoices need, so that the doctor finds nothing. */
const known = { ...founding, address: "Weg 1, 20095 Hamburg", vatId: "DE123456788" };

/** A small company in folders of its own, run and asked by the real program in real processes. */
export class Shop {
  readonly workspace: string;
  readonly data: string;
  readonly #processes = new Set<ChildProcess>();

  constructor(folder: string) {
    this.workspace = path.join(folder, "shop");
    this.data = path.join(folder, "data");
    const files = { ...starter(known), ...processes, "runbooks/write-letter.yaml": letters };
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.workspace, name);
      mkdirSync(path.dirname(file), { recursive: true });
      const may = `grants:\n  - { to: "runbook:write-letter", may: [mail.send] }\n`;
      writeFileSync(file, name.startsWith("policies/") ? text.replace("grants:\n", may) : text);
    }
  }

  /** The same program with other things around it, such as another clock. */
  command(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    const args = ["bin/mainstay.js", ...argv, "--workspace", this.workspace, "--data", this.data];
    const made = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", MAINSTAY_HOME: "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#processes.add(made);
    let said = "";
    made.stdout.on("data", (bytes: Buffer) => (said += bytes.toString()));
    made.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
    const ended = once(made, "close").then(([code]: unknown[]) => {
      this.#processes.delete(made);
      return { code: typeof code === "number" ? code : null, said };
    });
    return { process: made, ended };
  }

  /** Resolves when it answers. */
  async up(env: NodeJS.ProcessEnv = {}): Promise<Running & { desk: RemoteDesk }> {
    const running = this.command(["up", "--json"], env);
    let gone: { code: number | null; said: string } | null = null;
    void running.ended.then((how) => (gone = how));
    for (;;) {
      const desk = await this.reach();
      if (desk !== null) return { ...running, desk };
      if (gone !== null) throw new Error(`It ended: ${JSON.stringify(gone)}`);
      await setTimeout(10);
    }
  }

  async reach(): Promise<RemoteDesk | null> {
    if (!existsSync(this.data)) return null;
    return connect(socketPath(this.data), { timeoutMs: 20_000 }).catch(() => null);
  }

  /** Subjects of the letters that left. */
  letters(): string[] {
    const outbox = path.join(this.data, "outbox/new");
    if (!existsSync(outbox)) return [];
    return readdirSync(outbox).map((file) => {
      const text = readFileSync(path.join(outbox, file), "utf8");
      return /^Subject: (.*)$/m.exec(text)?.[1]?.trim() ?? "";
    });
  }

  close(): void {
    for (const each of this.#processes) {
      each.kill("SIGCONT");
      each.kill("SIGKILL");
    }
  }
}

export type Running = {
  process: ChildProcess;
  ended: Promise<{ code: number | null; said: string }>;
};
