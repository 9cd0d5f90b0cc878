import { counted } from '../../counted.js';
import { hears } from '../../event-source/heard-table.js';
import type { Manifest } from '../../manifest.js';
import { type Line, type Style, styled } from '../../terminal/line.js';
import type { Finding, Severity } from './finding.js';

const MARKS: Readonly<Record<Severity, readonly [mark: string, style: Style]>> = {
  'loses data': ['✗', 'red'],
  warning: ['!', 'yellow'],
  hint: ['·', 'gray'],
};

const SEVERITIES: readonly Severity[] = ['loses data', 'warning', 'hint'];

/** Longer filters are told in full as JSON. */
const LONGEST = 160;

/** Findings for people: by table, a line each, what loses data first. */
export function reportLines(findings: readonly Finding[], { sources }: Manifest, functionName: string): Line[] {
  const subjects = [...new Set(findings.map(({ table }) => table))];
  const sound = sources.filter(({ table }) => !subjects.some((subject) => isAbout(subject, table)));
  return [
    ...subjects.flatMap((subject) => {
      const about = findings.filter(({ table }) => table === subject).sort(bySeverity);
      return [subject ?? functionName, ...about.map(findingLine), ''];
    }),
    ...sound.flatMap(({ table = 'every table' }) => [table, ['  ', styled('green', '✓ as the code needs it')], '']),
    summary(findings),
  ];
}

function findingLine({ severity, check, deployed, needed, advice }: Finding): Line {
  const [mark, style] = MARKS[severity];
  const differs = `${shortened(deployed)}; the code needs ${shortened(needed)}. ${advice}`;
  return ['  ', styled(style, `${mark} ${severity}: ${check}`), `: ${differs}`];
}

function isAbout(subject: string | undefined, table: string | undefined): boolean {
  if (subject === undefined) return false;
  return subject === (table ?? 'every table') || hears(table, subject);
}

function bySeverity(one: Finding, other: Finding): number {
  return SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function summary(findings: readonly Finding[]): string {
  const [losses = 0, warnings = 0, hints = 0] = SEVERITIES.map(
    (severity) => findings.filter((finding) => finding.severity === severity).length,
  );
  const count = (number: number, what: string) => (number === 0 ? [] : [counted(number, what)]);
  const rest = [...count(warnings, 'warning'), ...count(hints, 'hint')];
  const seen = findings.some(({ check }) => check === 'access') ? 'could be read' : 'is deployed';
  const first = losses === 0 ? `Nothing that ${seen} loses data` : `${losses} of these would lose data`;
  return `${[first, ...rest].join(', ')}.`;
}
