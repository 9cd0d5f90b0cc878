/** What the functions of the API and those of the streams agree upon. */

export interface Item {
  id: string;
  name?: string;
  /** In euros. */
  price?: number;
  /** Pieces that are left. */
  stock?: number;
}

/** The table's name, which only a deployment knows. Where there is none, as on a developer's machine, it is this one. */
export function tableName(): string {
  return process.env.TABLE ?? 'Items';
}
