import {AwsError} from '../aws-error.js';

/** CloudWatch's unstructured filter patterns: words and "phrases", all of them; `?a ?b` any of them; `-a` none. */
export function compilePattern(pattern: string): (message: string) => boolean {
  const trimmed = pattern.trim();
  if (trimmed === '') return () => true;
  if (/^[{[]/.test(trimmed)) throw new AwsError('InvalidParameterException', 'Invalid filter pattern');
  const terms = [...trimmed.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map((match) => ({
    sign: match[1],
    word: match[2] ?? match[3] ?? '',
  }));
  const all = terms.filter((term) => term.sign === '').map((term) => term.word);
  const any = terms.filter((term) => term.sign === '?').map((term) => term.word);
  const none = terms.filter((term) => term.sign === '-').map((term) => term.word);
  return (message) =>
    all.every((word) => message.includes(word)) &&
    (any.length === 0 || all.length > 0 || any.some((word) => message.includes(word))) &&
    !none.some((word) => message.includes(word));
}
