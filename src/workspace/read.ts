import type { Skill } from "../agent/skill.ts";
import { compile, type Compiled } from "../runbook/compile.ts";
import type { Source } from "../runbook/mistake.ts";
import { ofJson } from "../value/digest.ts";
import { isObject, type JsonObject } from "../value/json.ts";
import * as agentFile from "./agent-file.ts";
import { check } from "./check.ts";
import * as connectorFile from "./connector-file.ts";
import { gather, type TextFile } from "./files.ts";
import * as jsonFile from "./json-file.ts";
import * as mainstayFile from "./mainstay-file.ts";
import { morningNote, morningOf } from "./morning.ts";
import * as policyFile from "./policy-file.ts";
import type { Parts, Placed } from "./parts.ts";
import { ofFile, problem, type Read } from "./problem.ts";
import type { Problem, Release, Workspace } from "./release.ts";
import { schemaIn } from "./schema-file.ts";
import * as skillFile from "./skill-file.ts";
import * as yaml from "./yaml.ts";

export type Kinds = connectorFile.Kinds;
export type Result = { ok: true; workspace: Workspace } | { ok: false; problems: Problem[] };

/** The workspace in `folder`, or everything that is wrong with it. Nothing is changed. */
export async function read(folder: string, kinds: Kinds): Promise<Result> {
  const { files, problems } = await gather(folder);
  // Without mainstay.yaml everything else would be reported against a company nobody named.
  if (!files.some((file) => file.path === "mainstay.yaml")) return { ok: false, problems };
  const result = assemble(files, kinds);
  if (problems.length === 0) return result;
  return { ok: false, problems: [...problems, ...(result.ok ? [] : result.problems)] };
}

/** What the files of a workspace say; pure, so that any text can be tried against it. */
export function assemble(files: readonly TextFile[], kinds: Kinds): Result {
  return new Assembly(files, kinds).result();
}

/** Files that a run pins (ST2); the others are always current. */
const pinned = /^(agents|runbooks|schemas|templates|code|skills)\//u;

/** Mistakes of the company's own file must not hide those of others. */
const defaults = { currency: "EUR", timeZone: "UTC" };

class Assembly {
  private readonly files: readonly TextFile[];
  private readonly kinds: Kinds;
  private readonly problems: Problem[] = [];

  constructor(files: readonly TextFile[], kinds: Kinds) {
    this.files = files;
    this.kinds = kinds;
  }

  result(): Result {
    const company = this.company();
    const schemas = this.schemas();
    const shelf = {
      schemas,
      templates: this.letters(),
      code: this.texts("code/"),
      skills: this.skills(),
    };
    const { currency } = company?.value.company ?? defaults;
    const parts = {
      agents: this.folder("agents/", "agent", (source, file) => {
        const elsewhere: agentFile.Elsewhere[] = [];
        const spec = agentFile.read(source, file.digest, shelf, elsewhere, currency);
        for (const one of elsewhere) this.problems.push(problem(one.file, one.mistake));
        return spec;
      }),
      policies: this.folder("policies/", "policy", (source, file) =>
        policyFile.read(source, file.path, file.digest),
      ),
      connectors: this.folder("connectors/", "connector", (source, file) =>
        connectorFile.read(source, file.digest, this.kinds),
      ),
      runbooks: this.runbooks(company),
    };
    const taken = parts.runbooks.get(morningNote);
    if (taken !== undefined) this.problems.push(nameTaken(taken.file));
    // What one file cannot say would be reported again wherever another names it.
    if (company !== null && this.problems.length === 0) {
      this.problems.push(...check({ company, ...parts, schemas, kinds: this.kinds }));
    }
    if (company === null || this.problems.length > 0) {
      return { ok: false, problems: inOrder(this.problems) };
    }
    return {
      ok: true,
      workspace: this.workspace({ company, ...parts, schemas, kinds: this.kinds }),
    };
  }

  private company(): Parts["company"] | null {
    const file = this.files.find((one) => one.path === "mainstay.yaml");
    const read = file === undefined ? null : this.parse(file, mainstayFile.read);
    return read === null ? null : { file: "mainstay.yaml", ...read };
  }

  private runbooks(company: Parts["company"] | null): Parts["runbooks"] {
    const read = this.folder("runbooks/", "runbook", (source, file): Read<Compiled> => {
      const made = compile(source, file.digest, company?.value.company ?? defaults);
      return made.ok ? { ok: true, value: made.compiled } : made;
    });
    return new Map([...read].map(([name, { file, value }]) => [name, { file, compiled: value }]));
  }

  private schemas(): Record<string, JsonObject> {
    const schemas: Record<string, JsonObject> = {};
    for (const file of this.inFolder("schemas/")) {
      // Whoever names a schema that cannot be read has made no mistake: it stands for anything.
      const { schema, problems } = schemaIn(nameOf(file.path), file);
      schemas[nameOf(file.path)] = schema ?? {};
      this.problems.push(...problems);
    }
    return schemas;
  }

  private letters(): agentFile.Shelf["templates"] {
    const letters: Record<string, { source: Source; digest: string } | null> = {};
    for (const file of this.inFolder("templates/")) {
      if (!file.path.endsWith(".json")) continue;
      const read = jsonFile.read(file.text);
      if (read.ok) letters[after(file.path)] = { source: read.source, digest: file.digest };
      else {
        letters[after(file.path)] = null;
        this.problems.push(...read.mistakes.map((m) => problem(file.path, m)));
      }
    }
    return letters;
  }

  private skills(): agentFile.Shelf["skills"] {
    const skills: Record<string, Skill | null> = {};
    for (const file of this.inFolder("skills/")) {
      const name = file.path.slice("skills/".length, -"/SKILL.md".length);
      const read = skillFile.read(file.text, file.digest, name);
      skills[name] = read.ok ? read.value : null;
      if (!read.ok) this.problems.push(...read.mistakes.map((m) => problem(file.path, m)));
    }
    return skills;
  }

  private texts(folder: string): Record<string, string> {
    return Object.fromEntries(this.inFolder(folder).map((file) => [after(file.path), file.text]));
  }

  /** Reads each file of a folder; a file must be called like what it describes. */
  private folder<T>(
    folder: string,
    key: string,
    reader: (source: Source, file: TextFile) => Read<T>,
  ): Map<string, Placed<T>> {
    const out = new Map<string, Placed<T>>();
    for (const file of this.inFolder(folder)) {
      const read = this.parse(file, (source) => reader(source, file));
      if (read === null) continue;
      const name = isObject(read.source.value) ? read.source.value[key] : undefined;
      const wanted = nameOf(file.path);
      if (name === wanted) out.set(wanted, { file: file.path, ...read });
      else {
        this.problems.push(
          problem(file.path, {
            ...read.source.at(`/${key}`),
            message: `Cannot tell which name holds: the file is called "${wanted}", its ${key} "${typeof name === "string" ? name : ""}"`,
            remedy: `give both the same name`,
          }),
        );
      }
    }
    return out;
  }

  private parse<T>(
    file: TextFile,
    reader: (source: Source) => Read<T>,
  ): { source: Source; value: T } | null {
    const parsed = yaml.read(file.text ?? "");
    const read = parsed.ok ? reader(parsed.source) : parsed;
    if (parsed.ok && read.ok && "value" in read)
      return { source: parsed.source, value: read.value };
    if (!read.ok) this.problems.push(...read.mistakes.map((m) => problem(file.path, m)));
    return null;
  }

  private inFolder(folder: string): (TextFile & { text: string })[] {
    return this.files.flatMap((file) =>
      file.path.startsWith(folder) && file.text !== null ? [{ ...file, text: file.text }] : [],
    );
  }

  private workspace(parts: Parts): Workspace {
    const company = parts.company.value;
    const morning = morningOf(parts);
    const content: Omit<Release, "id"> = {
      plans: {
        ...values(parts.runbooks, ({ compiled }) => compiled.plan),
        ...(morning === null ? {} : { [morningNote]: morning.compiled.plan }),
      },
      agents: values(parts.agents, ({ value }) => value),
      schemas: parts.schemas,
      templates: this.texts("templates/"),
      files: Object.fromEntries(
        this.files.filter((f) => pinned.test(f.path)).map((f) => [f.path, f.digest]),
      ),
    };
    return {
      release: { id: ofJson(asJson(content)), ...content },
      settings: {
        ...company,
        policies: [
          ...[...parts.policies.values()].map(({ value }) => value),
          ...(morning === null ? [] : [morning.policy]),
        ],
        connectors: values(parts.connectors, ({ value }) => value),
      },
    };
  }
}

/** MN2. */
function nameTaken(file: string): Problem {
  const message = `Cannot use the name "${morningNote}": Mainstay's own morning note bears it`;
  return ofFile(file, message, `give the process another name`);
}

/** Plans and specs are JSON by construction; readonly arrays alone keep their types from saying so. */
function asJson(content: Omit<Release, "id">): JsonObject {
  return content as unknown as JsonObject;
}

function values<A, B>(map: ReadonlyMap<string, A>, pick: (value: A) => B): Record<string, B> {
  return Object.fromEntries([...map].map(([name, value]) => [name, pick(value)]));
}

function nameOf(file: string): string {
  return after(file).replace(/\.[a-z]+$/u, "");
}

function after(file: string): string {
  return file.slice(file.indexOf("/") + 1);
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted(
    (a, b) =>
      a.file.localeCompare(b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}
