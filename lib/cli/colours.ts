/** Whether what reads the output shows colours, and wants them. */
export function inColour(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors() && !process.env.NO_COLOR;
}
