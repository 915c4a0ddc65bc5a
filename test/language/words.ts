/** What JavaScript and TypeScript reserve or give a meaning to, and what every object has there. */
export const words: readonly string[] = (
  "abstract any arguments as asserts async await bigint boolean break case catch class const constructor continue debugger declare " +
  "default delete do else enum eval export extends false finally for from function get global globalThis hasOwnProperty if " +
  "implements import in infer instanceof interface intrinsic is isPrototypeOf keyof let module namespace NaN never new null number " +
  "object of out override package private propertyIsEnumerable protected prototype public readonly require return satisfies set " +
  "static string super switch symbol this throw toLocaleString toString true try type typeof undefined unique unknown using valueOf " +
  "var void while with yield __proto__ __defineGetter__ exports Array BigInt Error Map Math Number Object Promise Set String Symbol " +
  "Uint8Array Record Partial Infinity process console self made index value mask offset old heap name"
).split(" ");
