/** A form of the kind that carries a file. */
export interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly file?: { readonly name: string; readonly contentType: string; readonly content: Buffer };
}

/** Reads `multipart/form-data`; undefined when the header names no boundary. At most one file is kept. */
export function readForm(contentType: string, body: Buffer): Form | undefined {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (!boundary) return undefined;
  const fields: Record<string, string> = {};
  let file: Form['file'];
  for (const part of parts(body, Buffer.from(`--${boundary}`))) {
    const end = part.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const head = part.subarray(0, end).toString('utf8');
    const content = part.subarray(end + 4);
    const name = /[; ]name="([^"]*)"/.exec(head)?.[1];
    const filename = /filename="([^"]*)"/.exec(head)?.[1];
    if (name === undefined) continue;
    if (filename === undefined) fields[name] = content.toString('utf8');
    else {
      const type = /content-type: *([^\s;]+)/i.exec(head)?.[1] ?? 'application/octet-stream';
      file = { name: filename, contentType: type.toLowerCase(), content };
    }
  }
  return { fields, ...(file ? { file } : {}) };
}

/** What stands between two delimiters, without the line ends that belong to them. */
function parts(body: Buffer, delimiter: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let at = body.indexOf(delimiter);
  while (at >= 0) {
    const next = body.indexOf(delimiter, at + delimiter.length);
    if (next < 0) break;
    found.push(body.subarray(at + delimiter.length + 2, next - 2));
    at = next;
  }
  return found;
}
