export type Severity = 'critical' | 'warning' | 'info';

/** One thing an administrator should know. */
export interface Finding {
  /** Stable, `family.subject`, for those who filter. */
  readonly id: string;
  readonly severity: Severity;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

/** A function that looks and answers what it found; what it cannot know is no finding, or one that says so. */
export type Check<Subject> = (subject: Subject) => Promise<readonly Finding[]> | readonly Finding[];

const ORDER: readonly Severity[] = ['critical', 'warning', 'info'];

/** The worst first. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

/** 2 with anything critical, 1 with a warning, else 0. */
export function exitCode(findings: readonly Finding[]): 0 | 1 | 2 {
  if (findings.some(({ severity }) => severity === 'critical')) return 2;
  return findings.some(({ severity }) => severity === 'warning') ? 1 : 0;
}
