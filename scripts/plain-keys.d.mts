/** Keys computed from constant texts written as those texts. */
export function withPlainKeys(source: string): string;
