import { migrate } from "../../src/host/ledger/migrate.ts";

/** Migrates a data folder in a process of its own, which dies at the named point. */
const [data = "", point = ""] = process.argv.slice(2);

await migrate({ data, workspace: data }, "run", () => {}, {
  at(reached) {
    if (reached === point) process.kill(process.pid, "SIGKILL");
  },
});
