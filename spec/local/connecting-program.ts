/** A program that stays connected to a loopback port for as long as it lives. */
export function connectingProgram(port: number): string {
  return `require('node:net').connect(${port}, '127.0.0.1').resume();`;
}
