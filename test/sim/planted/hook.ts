import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { plant } from "./fault.ts";
import { syncs } from "./faults-syncs.ts";
import { faults } from "./faults.ts";

/**
 * Loaded before what is to find it by `--import`: puts the fault that PLANTED_FAULT names into the source
 * that is being loaded.
 */
const name = process.env["PLANTED_FAULT"] ?? "";
const fault = [...faults, ...syncs].find((each) => each.name === name);
if (fault === undefined) throw new Error(`Cannot plant "${name}": there is no such fault`);
const planted = new Map(
  Array.from(plant(fault), ([path, text]) => [pathToFileURL(path).href, text]),
);
const missing = new Set(planted.keys());

registerHooks({
  load(wanted, context, next) {
    const loaded = next(wanted, context);
    const source = planted.get(wanted);
    if (source === undefined) return loaded;
    missing.delete(wanted);
    return { ...loaded, source };
  },
});

process.on("exit", () => {
  if (missing.size > 0) throw new Error(`"${name}" was never loaded: nothing was proved`);
});
