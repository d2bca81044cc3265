const USER = "(?:[\\w.~!$&'()*+,;=:%@-]*@)?";
const ESCAPED = '(?:%25|%[89a-fA-F][\\da-fA-F])';
const NAME = `(?:[\\w.~!$&'()*+,;=<>"\\u0080-\\uffff-]|${ESCAPED})+`;
const PORT = ':\\d*';
const HOST = `(?:(?:\\[[^\\]]*\\]|${NAME})(?:${PORT})?|${PORT})`;
const PATH = '(?:/(?:%[\\da-fA-F]{2}|[^%?#])*)?';
const QUERY = '(?:\\?[^#]*)?';
const FRAGMENT = '(?:#(?:%[\\da-fA-F]{2}|[^%])*)?';
const ABSOLUTE = new RegExp(`^[a-zA-Z][a-zA-Z\\d+.-]*://${USER}${HOST}${PATH}${QUERY}${FRAGMENT}$`);

/** An absolute URL with a host, as Go's net/url reads it: other schemes and hosts than a browser takes. */
export function isUrl(value: string): boolean {
  return ABSOLUTE.test(value) && !hasControlCharacter(value);
}

function hasControlCharacter(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
