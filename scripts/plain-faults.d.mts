/** Classes of errors that differ by their names alone, made by one function. */
export function withPlainFaults(source: string): string;
