/**
 * What makes a PDF with an embedded invoice a Factur-X file.
 *
 * FX1 The drawn bytes stay as they are: what its metadata must say besides is added behind them, as
 *     PDF's incremental update has it. Same input, same bytes.
 * FX2 It relies on how typst writes (metadata in plain, a table of places at the end), and refuses
 *     anything else instead of guessing.
 */
export const attached = "factur-x.xml";

/** Embeds the XML; behind the operator's own template, which need not know of it. */
export const embedding = `\n#pdf.embed("${attached}", bytes(sys.inputs.xml), relationship: "alternative", mime-type: "text/xml", description: "Factur-X invoice")\n`;

const namespace = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#";

const schema =
  `<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>` +
  `<pdfaSchema:namespaceURI>${namespace}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>` +
  `<pdfaSchema:property><rdf:Seq>` +
  property("DocumentFileName", "The name of the embedded XML document") +
  property("DocumentType", "The type of the hybrid document") +
  property("Version", "The version of the standard of the embedded XML document") +
  property("ConformanceLevel", "The conformance level of the embedded XML document") +
  `</rdf:Seq></pdfaSchema:property></rdf:li>`;

const said =
  `<rdf:Description rdf:about="" xmlns:fx="${namespace}"><fx:DocumentType>INVOICE</fx:DocumentType>` +
  `<fx:DocumentFileName>${attached}</fx:DocumentFileName><fx:Version>1.0</fx:Version>` +
  `<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel></rdf:Description>`;

function property(name: string, description: string): string {
  return (
    `<rdf:li rdf:parseType="Resource"><pdfaProperty:category>external</pdfaProperty:category>` +
    `<pdfaProperty:description>${description}</pdfaProperty:description>` +
    `<pdfaProperty:name>${name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType></rdf:li>`
  );
}

export function mark(pdf: Uint8Array): Uint8Array {
  const bytes = Buffer.from(pdf);
  // One character a byte, so that places in the text are places in the file.
  const text = bytes.toString("latin1");
  if (!text.includes(`/EmbeddedFile`)) throw new Error("the invoice is not embedded");
  const metadata = only(
    text,
    /(\d+) 0 obj\n<<\n {2}\/Length (\d+)\n {2}\/Type \/Metadata\n {2}\/Subtype \/XML\n>>\nstream\n/g,
  );
  const trailer = only(text, /trailer\n<<\n([^]*?)\n>>\nstartxref\n(\d+)\n%%EOF/g);
  const [head = "", id = "", length = ""] = metadata;
  const [, entries = "", table = ""] = trailer;
  const from = metadata.index + head.length;
  const before = bytes.subarray(from, from + Number(length)).toString("utf8");
  const bag = "</rdf:Bag></pdfaExtension:schemas>";
  if (before.split(bag).length !== 2) throw new Error("its metadata name no extensions");
  const after = Buffer.from(
    before.replace(bag, schema + bag).replace("</rdf:RDF>", `${said}</rdf:RDF>`),
    "utf8",
  );
  const gap = text.endsWith("\n") ? "" : "\n";
  const object = Buffer.concat([
    Buffer.from(
      `${gap}${id} 0 obj\n<<\n  /Length ${after.length}\n  /Type /Metadata\n  /Subtype /XML\n>>\nstream\n`,
    ),
    after,
    Buffer.from("\nendstream\nendobj\n"),
  ]);
  const place = String(bytes.length + gap.length).padStart(10, "0");
  const tail = `xref\n${id} 1\n${place} 00000 n\r\ntrailer\n<<\n${entries}\n  /Prev ${table}\n>>\nstartxref\n${bytes.length + object.length}\n%%EOF\n`;
  return Uint8Array.from(Buffer.concat([bytes, object, Buffer.from(tail)]));
}

function only(text: string, shape: RegExp): RegExpExecArray {
  const [first, ...more] = text.matchAll(shape);
  if (first === undefined || more.length > 0) throw new Error("it is not written as typst writes");
  return first;
}
