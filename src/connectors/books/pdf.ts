import type * as typst from "@myriaddreamin/typst-ts-node-compiler";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "../../value/json.ts";
import { ConnectorError } from "../contract.ts";
import { embedding, mark } from "./einvoice/facturx.ts";

/**
 * Draws documents by typst from a template of the operator's.
 *
 * PD1 Same template, data and time: same bytes.
 * PD2 Data reach the template as JSON in `sys.inputs.data`, so that no text of a client's is ever
 *     read as typst.
 * PD3 It is PDF/A-3b, which ends in an error where a letter has no glyph: no box stands for a name.
 * PD4 A template reads below its own folder only, and nothing from the network.
 * PD5 An e-invoice is embedded behind the template: it needs no line of its own for that, and a PDF
 *     that should carry one and does not is an error.
 */
/** `source`: the text that a run pinned, in place of the file as it is now. */
export type Template = { folder: string; file: string; source?: string };

export const builtIn: Template = {
  folder: fileURLToPath(new URL(".", import.meta.url)),
  file: "invoice.typ",
};

/** The workspace's template where it has one, else the built-in of that name. */
export function choose(workspace: string, file: string): Template {
  const own = { folder: path.join(workspace, "templates"), file };
  return file === builtIn.file && !existsSync(path.join(own.folder, file)) ? builtIn : own;
}

/** One compiler a template folder, kept: finding fonts takes longer than drawing. */
const compilers = new Map<string, typst.NodeCompiler>();

/** `xml`: an e-invoice to embed, whatever the template says (PD5). */
export async function draw(
  template: Template,
  data: JsonObject,
  at: number,
  xml: string | null = null,
): Promise<Uint8Array> {
  const file = path.join(template.folder, template.file);
  const text = template.source ?? (await textOf(file));
  refusePackages(text, file);
  const source = xml === null ? text : text + embedding;
  const compiler = await compilerFor(template.folder);
  compiler.resetShadow();
  // Given as text as well: then a mistake is reported with its place.
  compiler.addSource(file, source);
  const inputs = { data: JSON.stringify(data), ...(xml === null ? {} : { xml }) };
  const compiled = compiler.compile({ mainFilePath: file, inputs, resetRead: true });
  try {
    if (compiled.result === null) throw mistake(compiler, compiled, file);
    const drawn = export_(compiler, compiled.result, at, file);
    return xml === null ? drawn : marked(drawn, file);
  } finally {
    // Or its memory grows with every document.
    compiler.evictCache(2);
  }
}

/** A template that ends inside a comment swallows what is added behind it (PD5). */
function marked(drawn: Uint8Array, file: string): Uint8Array {
  try {
    return mark(drawn);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TemplateError(file, null, `cannot carry an e-invoice: ${reason}`, cause);
  }
}

async function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause: unknown) => {
    throw new TemplateError(file, null, "cannot be read", cause);
  });
}

async function compilerFor(folder: string): Promise<typst.NodeCompiler> {
  const known = compilers.get(folder);
  if (known !== undefined) return known;
  // 50 MB of native code: loaded when the first document is drawn.
  const { NodeCompiler } = await import("@myriaddreamin/typst-ts-node-compiler");
  const fonts = path.join(folder, "fonts");
  const made = NodeCompiler.create({
    workspace: folder,
    ...(existsSync(fonts) ? { fontArgs: [{ fontPaths: [fonts] }] } : {}),
  });
  compilers.set(folder, made);
  return made;
}

function export_(
  compiler: typst.NodeCompiler,
  document: typst.NodeTypstDocument,
  at: number,
  file: string,
): Uint8Array {
  try {
    const creationTimestamp = Math.floor(at / 1000);
    return Uint8Array.from(compiler.pdf(document, { pdfStandard: "a-3b", creationTimestamp }));
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const missing = glyphs(said);
    if (missing === "") {
      const reason = /message: "(.*?)", trace/.exec(said)?.[1] ?? said;
      throw new TemplateError(file, null, `says: ${reason}`, cause);
    }
    throw new ConnectorError(
      `Cannot draw the document: no font at hand has the letters "${missing}"; put one that has them into templates/fonts, or write the name in other letters`,
      { happened: "no", failure: "semantic", cause },
    );
  }
}

/** The letters that typst could not show, from its one line of debug output. */
function glyphs(message: string): string {
  return [...message.matchAll(/the text `?\\?"(.+?)\\?"`? could not be displayed/g)]
    .map((match) => readable(match[1] ?? ""))
    .join("");
}

/** Debug output writes letters that cannot be seen as \u{10fffd}. */
function readable(debug: string): string {
  return debug
    .replaceAll(/\\+u\{([0-9a-f]{1,6})\}/g, (_, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    )
    .replaceAll("\\", "");
}

/** What is wrong with a template, and where. */
export class TemplateError extends ConnectorError {
  readonly file: string;
  readonly line: number | null;
  readonly reason: string;
  constructor(file: string, line: number | null, reason: string, cause?: unknown) {
    const place = line === null ? "" : `, line ${line}`;
    super(`Cannot draw the document: the template "${file}"${place} ${reason}`, {
      happened: "no",
      failure: "deterministic",
      cause,
    });
    this.file = file;
    this.line = line;
    this.reason = reason;
  }
}

type Diagnostic = {
  message: string;
  path: string;
  range: { start: { line: number; character: number } } | null;
};

function mistake(
  compiler: typst.NodeCompiler,
  compiled: typst.NodeTypstCompileResult,
  file: string,
): ConnectorError {
  const taken = compiled.takeDiagnostics();
  // The library types them as any; this is the shape it gives.
  const [first] = (taken === null ? [] : compiler.fetchDiagnostics(taken)) as Diagnostic[];
  if (first === undefined) return new TemplateError(file, null, "does not compile");
  const line = first.range === null ? null : first.range.start.line + 1;
  return new TemplateError(first.path, line, `says: ${first.message}`);
}

/** An import from typst's package site would be a download in the middle of a billing run (PD4). */
function refusePackages(source: string, file: string): void {
  const at = source.split("\n").findIndex((line) => /^[^/]*\b(?:import|include)\s*"@/.test(line));
  if (at === -1) return;
  throw new TemplateError(
    file,
    at + 1,
    "imports a package from the network; copy what you need of it into templates/",
  );
}
