export const REPORT_FORMATS = ['text', 'json', 'markdown', 'html', 'github', 'junit'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** How a report is shown; what it says depends on the report alone. Formats ignore what does not concern them. */
export interface RenderOptions {
  /** text: SGR colours. Default false. */
  readonly colour?: boolean;
  /** text: columns of the terminal; used between 40 and 120. Default 100. */
  readonly width?: number;
  /** text: OSC 8 links to the AWS console. Default false. */
  readonly hyperlinks?: boolean;
  /** text: false draws marks and tables with ASCII only. Default true. */
  readonly unicode?: boolean;
  /** IANA name of the zone in which times are shown; json always holds UTC. Default "UTC". */
  readonly timeZone?: string;
}
