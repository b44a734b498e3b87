import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  type ActionRequest,
  type Connector,
  ConnectorError,
  type Files,
} from "../../src/connectors/contract.ts";
import { equal, type Json, type JsonObject } from "../../src/value/json.ts";
import { schemaKnows } from "./schema-pointer.ts";

/** One action of one connector, set up fresh for one test. */
export type Rig = {
  connector: Connector;
  action: string;
  args: JsonObject;
  /** Valid as well, and another act. */
  otherArgs: JsonObject;
  /** Arguments that the schema must refuse, beside the usual ones. */
  junk?: readonly Json[];
  files: Files;
  /** How many acts stand outside now, counted without the connector. Undone ones count as acts. */
  acts(): Promise<number>;
  /** How many of them were taken back. */
  undone?(): Promise<number>;
  /** Lets the time pass that a look-up needs to become consistent. */
  settle?(): Promise<void>;
  /** Makes the outside unusable; answers how to mend it. */
  jam?(): Promise<() => Promise<void>>;
  close?(): Promise<void>;
};

const at = Date.parse("2026-06-02T08:02:00Z");

/**
 * The suite every acting connector passes.
 *
 * CC1 A failure before the act leaves no act, and the look-up never invents one.
 * CC2 An act whose answer was lost is found, with the digest it was approved under and the result
 *     it gave.
 * CC3 The same token acts once; with another digest it is refused, and the first act stands.
 * CC4 What is declared (kinds, output, undo, preview, business key) holds for the real thing.
 */
export function connectorContract(name: string, make: () => Promise<Rig>): void {
  describe(`${name} keeps the connector contract`, () => {
    const opened: Rig[] = [];
    const open = async () => {
      const rig = await make();
      opened.push(rig);
      return bench(rig);
    };
    afterEach(async () => {
      for (const rig of opened.splice(0)) {
        await rig.connector.close?.();
        await rig.close?.();
      }
    });
    outcomes(open);
    undoing(open);
    declarations(open);
  });
}

type Bench = Awaited<ReturnType<typeof bench>>;
type Open = () => Promise<Bench>;

async function bench(rig: Rig) {
  const action = rig.connector.actions[rig.action];
  if (action === undefined) throw new Error(`The rig names no action "${rig.action}"`);
  const request = async (token = "t1", digest = "d1", args = rig.args): Promise<ActionRequest> => {
    const base = { token, digest, args: freeze(structuredClone(args)), at };
    if (action.series === undefined) return base;
    const series = action.series.name(args, at);
    const next = (await action.series.highest(series)) + 1;
    return { ...base, number: action.series.text(series, next) };
  };
  const settle = async () => rig.settle?.();
  return { rig, action, request, settle };
}

function outcomes(open: Open): void {
  test("an act is performed, and found afterwards", async () => {
    const { rig, action, request, settle } = await open();
    const asked = await request();
    const result = await action.perform(asked, rig.files);
    await settle();
    expect(await rig.acts()).toBe(1);
    expect(await action.find(asked, rig.files)).toEqual({ found: true, digest: "d1", result });
  });

  test("CC1: fails before: nothing is found, and the same token still acts", async () => {
    const { rig, action, request } = await open();
    const asked = await request();
    expect(await action.find(asked, rig.files)).toEqual({ found: false });
    expect(await rig.acts()).toBe(0);
    await action.perform(asked, rig.files);
    expect(await rig.acts()).toBe(1);
  });

  test("CC1: where the outside is unusable, the error says what happened", async () => {
    const { rig, action, request, settle } = await open();
    if (rig.jam === undefined) return;
    const asked = await request();
    const mend = await rig.jam();
    const error: unknown = await action.perform(asked, rig.files).catch((e: unknown) => e);
    await mend();
    await settle();
    expect(error).toBeInstanceOf(ConnectorError);
    if (error instanceof ConnectorError && error.happened === "no") {
      expect(await rig.acts()).toBe(0);
      await action.perform(asked, rig.files);
      expect(await rig.acts()).toBe(1);
    }
  });

  test("CC2: fails after: the act is found although its answer was lost", async () => {
    const { rig, action, request, settle } = await open();
    const asked = await request();
    const answer = await action.perform(asked, rig.files);
    const lost = { ...asked, digest: "another digest than it carries" };
    await settle();
    // The look-up tells what the act carries; comparing is the engine's part.
    expect(await action.find(lost, rig.files)).toEqual({
      found: true,
      digest: "d1",
      result: answer,
    });
  });

  test("CC2: late: a look-up during the call does no harm, after it finds the act", async () => {
    const { rig, action, request, settle } = await open();
    const asked = await request();
    const call = action.perform(asked, rig.files);
    const during = await action.find(asked, rig.files);
    const result = await call;
    if (during.found) expect(during).toMatchObject({ digest: "d1" });
    await settle();
    expect(await action.find(asked, rig.files)).toEqual({ found: true, digest: "d1", result });
    expect(await rig.acts()).toBe(1);
  });

  test("CC3: twice: the same token acts once and gives the same result", async () => {
    const { rig, action, request } = await open();
    const asked = await request();
    const first = await action.perform(asked, rig.files);
    expect(await action.perform(asked, rig.files)).toEqual(first);
    expect(await rig.acts()).toBe(1);
  });

  test("CC3: the same token with another digest is refused, and the first act stands", async () => {
    const { rig, action, request, settle } = await open();
    const asked = await request();
    const result = await action.perform(asked, rig.files);
    const other = await request("t1", "d2", rig.otherArgs);
    await expect(action.perform(other, rig.files)).rejects.toMatchObject({
      name: "ConnectorError",
      happened: "no",
      failure: "deterministic",
    });
    await settle();
    expect(await rig.acts()).toBe(1);
    expect(await action.find(asked, rig.files)).toEqual({ found: true, digest: "d1", result });
  });

  test("two tokens are two acts, each found as its own", async () => {
    const { rig, action, request, settle } = await open();
    const one = await request("t1", "d1");
    const first = await action.perform(one, rig.files);
    const two = await request("t2", "d2", rig.otherArgs);
    const second = await action.perform(two, rig.files);
    await settle();
    expect(await rig.acts()).toBe(2);
    expect(await action.find(one, rig.files)).toEqual({ found: true, digest: "d1", result: first });
    expect(await action.find(two, rig.files)).toEqual({
      found: true,
      digest: "d2",
      result: second,
    });
  });
}

function undoing(open: Open): void {
  test("undo is declared whole, or a point of no return", async () => {
    const { action } = await open();
    const reversible = action.undo !== null;
    expect(action.compensate !== undefined).toBe(reversible);
    expect(action.findCompensation !== undefined).toBe(reversible);
  });

  test("CC3: an act is taken back once, and that is found", async () => {
    const { rig, action, request, settle } = await open();
    if (action.compensate === undefined || action.findCompensation === undefined) return;
    const asked = await request();
    const applied = await action.perform(asked, rig.files);
    await settle();
    expect(await action.findCompensation(asked, applied, rig.files)).toEqual({ found: false });
    const undone = await action.compensate(asked, applied, rig.files);
    expect(await action.compensate(asked, applied, rig.files)).toEqual(undone);
    await settle();
    expect(await action.findCompensation(asked, applied, rig.files)).toEqual({
      found: true,
      digest: "d1",
      result: undone,
    });
    if (rig.undone !== undefined) expect(await rig.undone()).toBe(1);
    expect(await action.find(asked, rig.files)).toMatchObject({ found: true, digest: "d1" });
  });
}

function declarations(open: Open): void {
  test("CC4: the schema takes the arguments and refuses junk", async () => {
    const { rig, action } = await open();
    for (const args of [rig.args, rig.otherArgs]) {
      expect(action.input.safeParse(args)).toMatchObject({ success: true, data: args });
    }
    const unknown = { ...rig.args, "surely-unknown": 1 };
    for (const junk of [null, "text", 7, [], {}, unknown, ...(rig.junk ?? [])]) {
      expect(action.input.safeParse(junk).success, JSON.stringify(junk)).toBe(false);
    }
  });

  test("CC4: every declared kind points into the published schema", async () => {
    const { action } = await open();
    const schema = z.toJSONSchema(action.input, { io: "input" });
    for (const pointer of Object.keys(action.kinds)) {
      expect(schemaKnows(schema, pointer), pointer).toBe(true);
    }
  });

  test("CC4: the result is plain JSON of the declared fields", async () => {
    const { rig, action, request } = await open();
    const result = await action.perform(await request(), rig.files);
    // Typed as unknown on purpose: what comes back from JSON is only compared.
    const copy: unknown = JSON.parse(JSON.stringify(result));
    expect(copy).toStrictEqual(result);
    expect(Object.keys(result).toSorted()).toEqual([...action.output].toSorted());
  });

  test("CN4: preview, business key, cost and amount are pure functions of the arguments", async () => {
    const { rig, action } = await open();
    const told = (args: JsonObject): Json => {
      const frozen = freeze(structuredClone(args));
      const { line, details } = action.preview(frozen);
      return {
        preview: { line, details: [...details] },
        key: action.businessKey?.(frozen) ?? null,
        cost: action.cost?.(frozen) ?? null,
        amount: action.amount?.(frozen) ?? null,
      };
    };
    const before = told(rig.args);
    told(rig.otherArgs);
    expect(equal(told(rig.args), before)).toBe(true);
    expect(before).toMatchObject({ preview: { line: expect.stringMatching(/^[^\n]{3,}$/) } });
  });

  test("what an act would change is told in lines, and nothing is changed by telling", async () => {
    const { rig, action, request } = await open();
    if (action.compare === undefined) return;
    const told = await action.compare(freeze(structuredClone(rig.args)));
    expect(told.filter((line) => line.includes("\n"))).toEqual([]);
    expect(await rig.acts()).toBe(0);
    expect(await action.find(await request(), rig.files)).toEqual({ found: false });
  });

  test("a series resumes above the highest number outside", async () => {
    const { rig, action, request } = await open();
    if (action.series === undefined) return;
    const series = action.series.name(rig.args, at);
    const before = await action.series.highest(series);
    await action.perform(await request(), rig.files);
    expect(await action.series.highest(series)).toBe(before + 1);
  });

  test("deadline, lateness and settling time are declared as lengths of time", async () => {
    const { action } = await open();
    expect(action.deadlineMs).toBeGreaterThan(0);
    expect(action.latenessMs).toBeGreaterThan(0);
    expect(action.settlesMs).toBeGreaterThanOrEqual(0);
  });

  test("it says how it is", async () => {
    const { rig } = await open();
    expect(await rig.connector.health()).toMatchObject({ ok: true });
  });
}

function freeze<T extends Json>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) freeze(member);
    Object.freeze(value);
  }
  return value;
}
