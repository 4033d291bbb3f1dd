/** Terminal styling by SGR codes. Switched off it returns its input, so that plain and coloured output agree in text. */
export interface Style {
  readonly colour: boolean;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
  readonly inverse: Paint;
}

export type Paint = (text: string) => string;

const ESC = '\u001B';

/** @param colour false: every function is the identity. */
export function createStyle(colour: boolean): Style {
  const paint =
    (open: number, close: number): Paint =>
    (text) =>
      colour && text !== '' ? `${ESC}[${open}m${text}${ESC}[${close}m` : text;
  return {
    colour,
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
    inverse: paint(7, 27),
  };
}

/** Applies several paints, the first one innermost. */
export function paintAll(...paints: readonly Paint[]): Paint {
  return (text) => paints.reduce((painted, paint) => paint(painted), text);
}
