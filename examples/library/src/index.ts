/** What the package offers: its devices, and a board that has one of each. */
export { EvaluationBoard } from "./generated/board.ts";
export { CountdownTimer } from "./generated/timer.ts";
export { SerialPort } from "./generated/uart.ts";
