/**
 * A start-up contract: what an application demands of its environment before it serves, as data.
 *
 * Every part can be written in YAML (docs/contract.md); nothing here is code of one application.
 */
export interface Contract {
  /** A slug; stands in reports and bundles. */
  readonly name: string;
  readonly title: string;
  /** When the contract speaks for a service. On any other service it stays silent. */
  readonly appliesTo: {
    /** Fragments of a start command, CMD or ENTRYPOINT, as whole words: "app.main_simple:app". */
    readonly commands: readonly string[];
    /** Paths inside the image, all of which must be there. */
    readonly files: readonly string[];
  };
  /** Values as the application sees them, by name. */
  readonly settings: {readonly [name: string]: Setting};
  /** What is parsed when the application's modules load; what does not parse ends the process there. */
  readonly parses: readonly Parse[];
  /** Facts that decide which checks run and what a failure means, in order; a gate may use earlier gates. */
  readonly gates: readonly Gate[];
  /** In the order in which the application runs them. */
  readonly checks: readonly Check[];
  readonly outcomes: Outcomes;
  /** What the application prints while it starts, in order; older images may print fewer of these lines. */
  readonly ladder: readonly Rung[];
  /** Lines that say that the application refused to start. */
  readonly failures: readonly Rung[];
  /** Files in the image that hold this logic: a difference in one of them is the first thing to show. */
  readonly files: readonly {readonly path: string; readonly why: string}[];
  /** What a report about this application must answer. */
  readonly questions: readonly Question[];
  /** Variables whose values are harmless to show (names of environments, switches); see shownValue. */
  readonly shown: readonly string[];
}

/** A value read from the first variable that is set; a variable that is set but empty counts as set. */
export interface Setting {
  readonly variables: readonly string[];
  /** What the application uses when no variable is set. Without it the setting then has no value. */
  readonly default?: string;
  readonly lowercase?: boolean;
}

export const PARSE_TYPES = ['python-int', 'python-float', 'integer', 'number', 'boolean', 'url', 'json'] as const;
export type ParseType = (typeof PARSE_TYPES)[number];

export interface Parse {
  readonly type: ParseType;
  readonly variables: readonly string[];
  /** An unset variable ends the process too. Otherwise the application has a default that parses. */
  readonly required?: boolean;
}

export type Gate = {readonly id: string; readonly title: string} & (
  | {readonly condition: Condition}
  /** The gate's value is a string: shown in reports where it looks harmless. */
  | {readonly value: Subject}
);

export interface Check {
  readonly id: string;
  readonly title: string;
  /** What the application itself calls the check. */
  readonly observedName?: string;
  /** Without it the check always runs. */
  readonly when?: Condition;
  /** Any of them fails the check. */
  readonly fails: readonly Part[];
  /** One sentence for the check that passes. */
  readonly passes: string;
  /** One sentence for the check that `when` leaves out. */
  readonly otherwise?: string;
}

export interface Part {
  readonly if: Condition;
  /** One sentence, without any value and without a final full stop. */
  readonly message: string;
  readonly fix: string;
  /** The variables to name; by default those that the condition reads. */
  readonly variables?: readonly string[];
}

export interface Outcomes {
  /** The gate that, when true, lets no check run. */
  readonly skip?: string;
  /** The gate that, when true, makes a failure end the process; when false the application starts degraded. Without it a failure always ends the process. */
  readonly strict?: string;
}

export type Condition =
  | {readonly all: readonly Condition[]}
  | {readonly any: readonly Condition[]}
  | {readonly not: Condition}
  | {readonly gate: string}
  | Test;

/** A setting or a variable by name. */
export type Subject = {readonly setting: string} | {readonly variable: string};

/** One predicate about one value. */
export type Test = Subject & {readonly lowercase?: boolean} & (Predicate | Relation | FileTest);

/**
 * A question about one value. A value that is not there (variable unset, no default) is not `set`, is `empty`, and
 * answers no to all others.
 */
export type Predicate =
  | {readonly set: boolean}
  | {readonly empty: boolean}
  /** "true" in any case: nothing else counts. */
  | {readonly isTrue: boolean}
  | {readonly equals: string}
  | {readonly in: readonly string[]}
  | {readonly startsWith: string}
  | {readonly endsWith: string}
  | {readonly contains: string}
  /** A pattern that may match anywhere; see pattern.ts for what it may hold. */
  | {readonly matches: string}
  /** In code points. */
  | {readonly length: number | {readonly min?: number; readonly max?: number}}
  /** Decodes with Python's lenient url-safe base64 to exactly so many bytes. */
  | {readonly base64Bytes: number}
  | {readonly parsesAs: ParseType};

/** Two values compared. */
export interface Relation {
  readonly equalsValueOf: Subject;
}

/** Whether the file that the value names exists in the container: no for an empty value, else not known here. */
export interface FileTest {
  readonly fileExists: boolean;
}

export interface Rung {
  readonly id: string;
  readonly title: string;
  /** Plain texts, any of which proves it, anywhere in a line. */
  readonly patterns: readonly string[];
}

export interface Question {
  readonly id: string;
  readonly question: string;
  readonly variables: readonly string[];
  /** Checks whose answers answer it. */
  readonly checks: readonly string[];
}
