/** An element of a well-formed XML text, as far as a test looks at it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const TOKEN =
  /<\?xml [^<>]*\?>|<\/(?<close>[\w-]+)\s*>|<(?<open>[\w-]+)(?<attributes>(?:\s+[\w-]+="[^"<]*")*)\s*(?<empty>\/?)>|(?<text>[^<]+)/uy;
const CHARACTERS = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;
const REFERENCE = /&(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);/g;

/** Reads the subset of XML that a report needs, strictly. @throws where the text is not well-formed */
export function parseXml(xml: string): XmlElement {
  if (!CHARACTERS.test(xml)) throw new Error('a character that XML cannot hold');
  const root: XmlElement = {name: '', attributes: new Map(), children: [], text: ''};
  const stack = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(xml)?.groups;
    if (groups === undefined) {
      if (at === 0 && TOKEN.lastIndex > 0) continue;
      throw new Error(`not well-formed at ${at}: ${xml.slice(at, at + 40)}`);
    }
    const top = stack.at(-1)!;
    if (groups['text'] !== undefined) top.text += unescapeXml(groups['text']);
    if (groups['close'] !== undefined && stack.pop()?.name !== groups['close'])
      throw new Error(`closes ${groups['close']}`);
    if (groups['open'] !== undefined) {
      const element = {name: groups['open'], attributes: attributesOf(groups['attributes']!), children: [], text: ''};
      top.children.push(element);
      if (groups['empty'] === '') stack.push(element);
    }
  }
  if (stack.length !== 1 || root.children.length !== 1) throw new Error('not one closed element');
  return root.children[0]!;
}

function attributesOf(text: string): Map<string, string> {
  const pairs = [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(
    ([, name, value]) => [name!, unescapeXml(value!)] as const,
  );
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error('an attribute twice');
  return new Map(pairs);
}

function unescapeXml(text: string): string {
  if (text.replace(REFERENCE, '').includes('&')) throw new Error(`a bare ampersand: ${text}`);
  return text
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
