/** One part of a multipart/form-data body. */
export interface Part {
  readonly name: string;
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  readonly content: Buffer;
}

const CRLF = '\r\n';
const DISPOSITION = /^content-disposition: form-data; name="([^"\r\n]*)"(?:; filename="([^"\r\n]*)")?$/i;
const TYPE = /^content-type: (\S.*)$/i;

/**
 * Reads a multipart body strictly by RFC 7578 and RFC 2046: CRLF after every line of the framing, no preamble, no epilogue, and a
 * boundary that occurs in no content. Returns an error as a text.
 */
export function readMultipart(contentType: string | undefined, body: Buffer): readonly Part[] | string {
  const boundary = /^multipart\/form-data; boundary=([0-9A-Za-z'()+_,./:=?-]{1,70})$/.exec(
    contentType ?? '',
  )?.[1];
  if (boundary === undefined) return 'the Content-Type is not multipart/form-data with a boundary';
  const delimiter = Buffer.from(`${CRLF}--${boundary}`);
  // The first delimiter is at the very beginning, so its CRLF is added here.
  const whole = Buffer.concat([Buffer.from(CRLF), body]);
  const parts: Part[] = [];
  let at = whole.indexOf(delimiter);
  if (at !== 0) return 'the body does not begin with the boundary';
  for (;;) {
    at += delimiter.length;
    const mark = whole.toString('latin1', at, at + 2);
    if (mark === '--') break;
    if (mark !== CRLF) return 'a boundary is not followed by CRLF';
    const end = whole.indexOf(delimiter, at);
    if (end === -1) return 'the closing boundary is missing';
    const part = readPart(whole.subarray(at + 2, end), boundary);
    if (typeof part === 'string') return part;
    parts.push(part);
    at = end;
  }
  const rest = whole.toString('latin1', at + 2);
  if (rest !== '' && rest !== CRLF) return 'something follows the closing boundary';
  return parts;
}

function readPart(bytes: Buffer, boundary: string): Part | string {
  const blank = bytes.indexOf(CRLF + CRLF);
  if (blank === -1) return 'the headers of a part do not end with an empty line';
  let disposition: RegExpExecArray | null = null;
  let contentType: string | undefined;
  for (const line of bytes.toString('latin1', 0, blank).split(CRLF)) {
    if (/[\r\n]/.test(line)) return 'a line of the framing does not end with CRLF';
    disposition ??= DISPOSITION.exec(line);
    contentType ??= TYPE.exec(line)?.[1];
  }
  if (!disposition) return 'a part has no Content-Disposition of form-data with a name';
  const content = bytes.subarray(blank + 4);
  if (content.includes(boundary)) return 'the boundary occurs in the content of a part';
  return { name: disposition[1]!, filename: disposition[2], contentType, content };
}
