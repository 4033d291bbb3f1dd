export const KINDS: readonly ['rules', 'causes'];
export function idsIn(root: string, folder: string, extension: string): string[];
export function exportName(id: string): string;
