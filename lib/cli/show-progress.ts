import type * as CliProgress from 'cli-progress';
import { load } from '../loading/optional-package.js';
import { lastLine } from './last-line.js';
import { printJson, printLines } from './standard-output.js';

/** How far a run is. */
export interface ShownProgress {
  readonly done: number;
  /** How many there are about; `undefined` where that is not known. */
  readonly of: number | undefined;
  /** Counts besides, by their names. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface ProgressDisplay {
  update(progress: ShownProgress): void;
  /** Ends it with what it was told last, so that other text can follow. */
  stop(): void;
}

/** `json`: a line of JSON; `auto`: a bar on a terminal where cli-progress is installed, else a line now and then. */
export type ProgressStyle = 'json' | 'auto';

const LINE_EVERY_MS = 2_000;
const BAR_EVERY_MS = 100;

export async function showProgress(what: string, style: ProgressStyle, begun = 0): Promise<ProgressDisplay> {
  const bar = style === 'auto' && process.stdout.isTTY ? await loadBar() : undefined;
  return bar ? barDisplay(bar, what, begun) : lineDisplay(what, style, begun);
}

async function loadBar(): Promise<typeof CliProgress | undefined> {
  try {
    const module: typeof CliProgress & { default?: typeof CliProgress } = await load(
      'cli-progress',
      () => import('cli-progress'),
    );
    return module.default ?? module;
  } catch {
    return undefined;
  }
}

function barDisplay({ SingleBar, Presets }: typeof CliProgress, what: string, begun: number): ProgressDisplay {
  const start = performance.now();
  const line = lastLine();
  let bar: CliProgress.SingleBar | undefined;
  let shown = 0;
  let latest: ShownProgress | undefined;

  function show(progress: ShownProgress): void {
    const { done, of, counts } = progress;
    const payload = { ...pace(progress, start, begun), counts: countsText(counts) };
    const total = Math.max(of ?? 0, done, 1);
    if (bar) {
      bar.setTotal(total);
      bar.update(done, payload);
      return;
    }
    const soFar =
      of === undefined
        ? `{value} ${what} | {rate}/s`
        : `{bar} {percentage}% | {value}/{total} ${what} | {rate}/s | {remaining} left`;
    bar = new SingleBar(
      {
        stream: line.stream,
        format: `${soFar} | {counts}`,
        // Leaves room for the text in 80 columns; what is longer is cut off.
        barsize: 16,
        linewrap: true,
        // Handlers may write over it.
        forceRedraw: true,
      },
      Presets.shades_classic,
    );
    bar.start(total, done, payload);
  }

  return {
    update(progress) {
      latest = progress;
      const now = performance.now();
      if (bar && now - shown < BAR_EVERY_MS && progress.done !== progress.of) return;
      shown = now;
      show(progress);
    },
    stop() {
      // What came last may have come too soon to be shown, and is what remains on the terminal.
      if (latest) show(latest);
      bar?.stop();
      line.close();
    },
  };
}

function lineDisplay(what: string, style: ProgressStyle, begun: number): ProgressDisplay {
  const start = performance.now();
  let shown = start;
  return {
    update(progress) {
      const now = performance.now();
      if (now - shown < LINE_EVERY_MS) return;
      shown = now;
      const { done, of, counts } = progress;
      const { rate, remaining } = pace(progress, start, begun);
      if (style === 'json') printJson({ type: 'progress', done, of, perSecond: rate, ...counts });
      else
        printLines(
          `${done}${of === undefined ? '' : ` of about ${of}`} ${what}, ${rate} a second, ${remaining} left: ${countsText(counts)}`,
        );
    },
    stop: () => undefined,
  };
}

function pace({ done, of }: ShownProgress, start: number, begun: number): { rate: number; remaining: string } {
  const seconds = (performance.now() - start) / 1000;
  const rate = (done - begun) / Math.max(seconds, 0.001);
  const remaining = of === undefined || rate <= 0 ? 'unknown time' : duration(Math.max(of - done, 0) / rate);
  return { rate: Math.round(rate), remaining };
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** What is not zero, and always the first one. */
export function countsText(counts: Readonly<Record<string, number>>): string {
  const told = Object.entries(counts).filter(([, count], position) => position === 0 || count > 0);
  return told.map(([name, count]) => `${count} ${name}`).join(', ');
}
