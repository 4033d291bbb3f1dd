export function overflowing(): string[];
export function isWiderThanWindow(): boolean;
export function faintTexts(): string[];
export function colours(): {backgroundColor: string; color: string};
export function tryScript(): boolean;
export function elementNames(): string[];
export function brokenLinks(): (string | null)[];
export function xmlError(text: string): string | null;
