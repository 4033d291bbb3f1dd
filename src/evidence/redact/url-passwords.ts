import type {Match} from './matcher.js';

const HEAD = /(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,30}:\/\/[^\s:@/?#"'<>]*:/g;
const TOKEN_END = /[\s"'<>`]/;

/**
 * Passwords in URLs: `scheme://user:password@host`. Found by hand, because a password may hold any character, `@`,
 * `/` and `:` included, and the text around it is not always a URL.
 */
export function findUrlPasswords(text: string): Match[] {
  const found: Match[] = [];
  if (!text.includes('://')) return found;
  for (const head of text.matchAll(HEAD)) {
    const start = head.index + head[0].length;
    const end = passwordEnd(text, start);
    if (end === undefined) continue;
    const password = text.slice(start, end);
    if (isPortOrMask(password)) continue;
    found.push({start, end, label: 'url-password'});
  }
  return found;
}

function passwordEnd(text: string, start: number): number | undefined {
  const nextUrl = text.indexOf('://', start);
  const rest = text.slice(start, nextUrl === -1 ? text.length : nextUrl);
  const space = rest.search(TOKEN_END);
  const token = space === -1 ? rest : rest.slice(0, space);
  // The last @ that stands before a host: "/@scope" belongs to a path.
  for (let at = token.lastIndexOf('@'); at > 0; at = token.lastIndexOf('@', at - 1)) {
    if (token[at - 1] !== '/') return start + at;
  }
  return undefined;
}

/** `http://host:8000/path?mail=a@b.example`: what follows the colon is a port. */
function isPortOrMask(text: string): boolean {
  return /^\d{1,5}[/?#]/.test(text) || /^\[masked [^\]]*\]$/.test(text) || /^\*+$/.test(text);
}
