#!/usr/bin/env node
// Plain JavaScript that Node 20 understands: it finds the Node that Mainstay needs, and hands over.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const needed = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (Number(process.versions.node.split(".")[0]) >= needed) await main();
else relaunch();

async function main() {
  if (process.env.MAINSTAY_RELAUNCHED === "1" && process.channel) {
    delete process.env.MAINSTAY_RELAUNCHED;
    // The launcher holds the other end. If it was killed, nobody could stop this process any more.
    process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
    process.channel.unref();
  }
  module.enableCompileCache?.();
  // Node strips no types below node_modules: there, only the built program runs.
  const installed = root.split(sep).includes("node_modules");
  await import(installed ? "../dist/main.js" : "../src/main.ts");
}

function relaunch() {
  const node = pinnedNode();
  if (node === null || process.env.MAINSTAY_RELAUNCHED === "1") {
    process.stderr.write(
      `Cannot start Mainstay: it needs Node ${needed}, this is ${process.versions.node}, and the one that npm brings along is missing\n` +
        `You     run "npm ci" in ${root}, without --omit=optional; or install Node ${needed}\n`,
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(
    node,
    [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    {
      stdio: ["inherit", "inherit", "inherit", "ipc"],
      env: { ...process.env, MAINSTAY_RELAUNCHED: "1" },
    },
  );
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) {
    // A terminal sends SIGINT to both of us; the child decides what it means.
    process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY) || child.kill(signal));
  }
  child.once("error", (error) => {
    process.stderr.write(`Cannot start "${node}": ${error.message}\n`);
    process.exitCode = 1;
  });
  child.once("exit", (code, signal) => {
    for (const name of signals) process.removeAllListeners(name);
    if (signal === null) process.exitCode = code ?? 1;
    else process.kill(process.pid, signal);
  });
}

/** The Node of this platform that npm installed, or null. */
function pinnedNode() {
  const { platform, arch } = process;
  const require = module.createRequire(import.meta.url);
  for (const name of [`node-${platform}-${arch}`, `node-bin-${platform}-${arch}`]) {
    try {
      const file = join(dirname(require.resolve(`${name}/package.json`)), "bin", "node");
      if (existsSync(file)) return file;
    } catch {
      // Not this one.
    }
  }
  return null;
}
