import { packageExtension } from "./package.ts";

console.log(await packageExtension());
