export function generate(root: string): [path: string, text: string][];
