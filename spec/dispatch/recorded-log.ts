import { inspect } from 'node:util';
import type { Logger } from '../../lib/index.js';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly details: readonly unknown[];
}

/** A logger that keeps what it is told. */
export class RecordedLog implements Logger {
  readonly lines: LogLine[] = [];

  debug(message: string, ...details: unknown[]): void {
    this.lines.push({ level: 'debug', message, details });
  }

  info(message: string, ...details: unknown[]): void {
    this.lines.push({ level: 'info', message, details });
  }

  warn(message: string, ...details: unknown[]): void {
    this.lines.push({ level: 'warn', message, details });
  }

  error(message: string, ...details: unknown[]): void {
    this.lines.push({ level: 'error', message, details });
  }

  /** Everything that was logged, as `console` would print it and as a JSON logger would. */
  get text(): string {
    return inspect(this.lines, { depth: Number.POSITIVE_INFINITY, getters: true }) + JSON.stringify(this.lines);
  }

  at(level: LogLine['level']): LogLine[] {
    return this.lines.filter((line) => line.level === level);
  }
}
