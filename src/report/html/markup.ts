/** Markup that is safe by construction: a string that is put into a template is text, never markup. */
export interface Html {
  readonly markup: string;
}

type Value = string | number | null | Html | readonly Html[];

/** Markup from a template. Strings are escaped, also inside quoted attributes; null stands for nothing. */
export function html(template: TemplateStringsArray, ...values: readonly Value[]): Html {
  const markup = template.reduce((text, part, index) => text + toMarkup(values[index - 1] ?? null) + part);
  return {markup};
}

export const nothing: Html = {markup: ''};

function toMarkup(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if ('markup' in value) return value.markup;
  return value.map(({markup}) => markup).join('');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
