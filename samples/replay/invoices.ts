/** Where a real service would keep its invoices: a file for each, in a folder. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = join(__dirname, 'out/invoices');

export async function saveInvoice(order: string, text: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, `${order.replace('#', '-')}.txt`), `${text}\n`);
}

export async function countInvoices(): Promise<number> {
  const files = await readdir(FOLDER).catch(() => []);
  return files.length;
}

export async function removeInvoices(): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
}

/** The day of a time in seconds since 1970. @throws RangeError where the time is none */
export function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
