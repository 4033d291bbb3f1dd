/** The port that a command names by the options of common servers; undefined when it names none. */
export function portIn(command: string): number | undefined {
  const match = command.match(
    /(?:--port[= ]|(?:^|\s)-p[= ]?|--server\.port=|--bind[= ]\S*:|(?:^|\s)-b[= ]?\S*:|runserver \S*:|--urls?[= ]\S*:)(\d{2,5})\b/,
  );
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
