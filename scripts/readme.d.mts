export function shellBlocks(markdown: string): string[][];
