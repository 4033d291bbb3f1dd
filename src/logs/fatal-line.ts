/** How much of a record is searched: the reason of a start's end is said in few lines. */
const SEARCHED = 4096;

/**
 * What shells, loaders, runtimes and applications print when a start ends there, at whatever level or none. Not a
 * verdict: the line is worth showing, what it means is for the rules to say.
 */
const PATTERNS: readonly RegExp[] = [
  // The program cannot be run.
  /exec format error|cannot execute binary|invalid ELF|wrong ELF|failed to open elf|executable file not found|exec user process caused|bad interpreter/i,
  /^(?:\/\S{0,60}\/)?(?:ba|da|a|z)?sh: .{1,300}(?:not found|cannot open)|: command not found\b|\bexec: .{1,300}: not found/im,
  /can't open file\b|could not open input|no such (?:file|option|host)|permission denied\b|\bEACCES\b|syntax error\b|unexpected EOF|unrecognized argument|\binvalid value\b/i,
  // Its libraries and modules are not there.
  /error (?:while )?loading shared librar|cannot open shared object file|unable to load shared library|\bGLIBC(?:XX)?_[\d.]{1,12}' not found|cannot find (?:module|package)|no module named/i,
  // It was killed, or it crashed.
  /^\s*(?:\S{1,80}: line \d{1,6}:\s{1,10}\d{1,10} )?(?:Killed|Aborted)\b/m,
  /\bsegmentation fault\b|\bSIG(?:SEGV|ABRT|BUS|ILL|KILL)\b|\bcore dumped\b|\bbus error\b|\billegal instruction\b|double free or corruption|stack smashing detected/i,
  /\bout of memory\b|\bOutOfMemory|\bMemoryError\b|cannot allocate memory|reached heap limit|\bOOM[- ]?kill/i,
  /^panic: |\bpanicked at\b|\b(?:uncaught|unhandled) (?:exception|error|rejection)/im,
  // It gave up.
  /\bexit(?:s|ed|ing)?\b(?: (?:with|code|status|due|because|on|now)\b|: |$)|\bexit code:? [1-9]/im,
  /^npm (?:ERR!|error)|\bELIFECYCLE\b|^(?:yarn|pnpm): error|error command failed|worker failed to boot/im,
  /\b(?:failed|unable) to (?:start|boot|load|init|bind|open|read|run|listen|connect|create|parse|resolve|reach)|\b(?:could not|cannot|can't|couldn't) (?:start|boot|load|bind|open|read|run|listen|connect|parse|resolve|reach|find)\b/i,
  // What it needs is missing or does not answer.
  /\bconnection (?:refused|reset|timed out|terminated)|\bE(?:CONNREFUSED|CONNRESET|TIMEDOUT|NOTFOUND|AI_AGAIN|ADDRINUSE|ADDRNOTAVAIL)\b|address already in use|authentication failed|access denied\b|could not translate host name|name or service not known/i,
  /\b(?:is|are) (?:required|missing|not set|not defined|unset)\b|\bmissing (?:required|environment|variable|setting)|\bvalidation (?:failed|error)/i,
  // Python's exceptions by their modules; glog's and klog's letters for error and fatal.
  /^(?:\w{1,60}\.){0,10}(?:exceptions?|errors?|exc)\.\w{1,80}:/m,
  /^[EF]\d{4} \d\d:\d\d:\d\d/m,
];

/** Whether a record says why a start ends there, as far as its words tell. */
export function endsStart(text: string): boolean {
  const searched = text.slice(0, SEARCHED);
  return PATTERNS.some((pattern) => pattern.test(searched));
}
