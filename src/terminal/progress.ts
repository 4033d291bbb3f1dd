/** Where progress is drawn: a stream, as far as it is needed. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** Shows what is being done. Replaces what was shown. */
  update(text: string): void;
  /** Removes what is drawn. Safe to call twice. */
  stop(): void;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const CLEAR = '\r\u001B[K';

/**
 * One animated line on a terminal; nothing anywhere else, so that pipes and build logs stay clean. The timer never
 * keeps the process alive.
 */
export function createProgress(stream: ProgressStream, enabled: boolean): Progress {
  if (!enabled || stream.isTTY !== true) return {update: () => {}, stop: () => {}};
  let text = '';
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    const room = Math.max(10, (stream.columns ?? 80) - 3);
    const line = text.length > room ? `${text.slice(0, room - 1)}…` : text;
    stream.write(`${CLEAR}${FRAMES[frame % FRAMES.length]} ${line}`);
    frame += 1;
  };
  return {
    update(next) {
      text = next.replace(/[\p{Cc}\p{Cf}]/gu, ' ');
      if (timer === undefined) {
        timer = setInterval(draw, 100);
        timer.unref();
      }
      draw();
    },
    stop() {
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      stream.write(CLEAR);
    },
  };
}
