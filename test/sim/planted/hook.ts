import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { plant, pathOf } from "./fault.ts";
import { faults } from "./faults.ts";

/**
 * Loaded before a simulation by `--import`: puts the fault that PLANTED_FAULT names into the source
 * that is being loaded.
 */
const name = process.env["PLANTED_FAULT"] ?? "";
const fault = faults.find((each) => each.name === name);
if (fault === undefined) throw new Error(`Cannot plant "${name}": there is no such fault`);
const url = pathToFileURL(pathOf(fault)).href;
const source = plant(fault);
let planted = false;

registerHooks({
  load(wanted, context, next) {
    const loaded = next(wanted, context);
    if (wanted !== url) return loaded;
    planted = true;
    return { ...loaded, source };
  },
});

process.on("exit", () => {
  if (!planted) throw new Error(`"${name}" was never loaded: nothing was proved`);
});
