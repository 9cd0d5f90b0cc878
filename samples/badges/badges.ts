/** The rules: what a play is, and which badges it earns. Nothing here is about tables or streams. */

export interface Play {
  player: string;
  /** When, as `toISOString` writes it. */
  playedAt: string;
  game: string;
}

/** A badge that a player has. */
export interface Achievement {
  player: string;
  badge: string;
  /** The time of the play that earned it. */
  earnedAt: string;
}

const STREAK_DAYS = 10;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The badges that a play earns. They follow from the play and the player's earlier ones alone, so that whoever asks
 * again gets the same answer.
 *
 * @throws RangeError where the play's time is none
 */
export function badgesFor(play: Play, earlier: readonly Play[]): string[] {
  const badges: string[] = [];
  if (!earlier.some(({ game }) => game === play.game)) badges.push(`first time ${play.game}`);
  if (endsStreak(play, earlier)) badges.push(`${STREAK_DAYS} days in a row`);
  return badges;
}

function endsStreak(play: Play, earlier: readonly Play[]): boolean {
  const playedOn = new Set(earlier.map(({ playedAt }) => dayOf(playedAt)));
  const daysBefore = Array.from({ length: STREAK_DAYS - 1 }, (_, index) =>
    dayOf(new Date(Date.parse(play.playedAt) - (index + 1) * DAY_MS).toISOString()),
  );
  return daysBefore.every((day) => playedOn.has(day));
}

export function dayOf(time: string): string {
  return time.slice(0, 'YYYY-MM-DD'.length);
}
