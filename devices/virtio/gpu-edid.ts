/** A display's own description (VESA E-EDID 1.4, section 3): one block. */
const header = [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0];
/** Digital, eight bits a colour, DisplayPort; gamma 2.2; sRGB, and the first timing is the preferred one. */
const input = 0xa5;
const gamma = 120;
const features = 0x06;
/** Colours of sRGB: red, green, blue, white. */
const chromaticity = [0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54];
const noTimings = [0, 0, 0, ...Array.from({ length: 16 }, () => 1)];
const firstYear = 1990;
const year = 2021;

/** Reduced blanking (VESA CVT 1.2): columns and lines, and the pulses in them. */
const blank = { columns: 160, before: 48, pulse: 32, lines: 30, beforeLines: 3, pulseLines: 6 } as const;
const wantedRefresh = 60;
const clockUnit = 10_000;
const mostClock = 0xffff * clockUnit;

const word = (value: number): [number, number] => [value & 0xff, (value >> 8) & 0xff];
/** Millimetres of pixels of which there are a hundred to the inch. */
const millimetres = (pixels: number): number => Math.round(pixels * 0.254);

/** The three letters of a manufacturer, five bits each. */
function manufacturer(name: string): number[] {
  const letters = [...name].reduce((bits, letter) => (bits << 5) | (letter.charCodeAt(0) - 0x40), 0);
  return word(letters).reverse();
}

/** A detailed timing (section 3.10.2): 60 pictures a second, or as many as its clock can say. */
function timing(width: number, height: number): number[] {
  const whole = (width + blank.columns) * (height + blank.lines);
  const clock = Math.floor(Math.min(whole * wantedRefresh, mostClock) / clockUnit);
  const high = (pixels: number, blanked: number): number => ((pixels >> 8) << 4) | (blanked >> 8);
  const [across, down] = [millimetres(width), millimetres(height)];
  return [
    ...word(clock),
    width & 0xff,
    blank.columns & 0xff,
    high(width, blank.columns),
    height & 0xff,
    blank.lines & 0xff,
    high(height, blank.lines),
    blank.before,
    blank.pulse,
    (blank.beforeLines << 4) | blank.pulseLines,
    0,
    across & 0xff,
    down & 0xff,
    high(across, down),
    0,
    0,
    0x1a,
  ];
}

/** A descriptor with a text (section 3.10.3), which ends in a line feed. */
function text(tag: number, value: string): number[] {
  const bytes = [...value, "\n"].map((letter) => letter.charCodeAt(0));
  return [0, 0, 0, tag, 0, ...bytes, ...Array.from({ length: 13 - bytes.length }, () => 0x20)];
}

const Tag = { serial: 0xff, name: 0xfc, dummy: 0x10 } as const;
const dummy = [0, 0, 0, Tag.dummy, 0, ...Array.from({ length: 13 }, () => 0)];

/** The description of a display of a size in pixels, each at most 4095; `number` tells one from another. */
export function edidOf(
  number: number,
  { width, height }: { readonly width: number; readonly height: number },
): Uint8Array {
  const bytes = [
    ...header,
    ...manufacturer("QDL"),
    ...word(1),
    ...word(number),
    ...word(0),
    0,
    year - firstYear,
    1,
    4,
    input,
    Math.round(millimetres(width) / 10),
    Math.round(millimetres(height) / 10),
    gamma,
    features,
    ...chromaticity,
    ...noTimings,
    ...timing(width, height),
    ...text(Tag.name, "qdl display"),
    ...text(Tag.serial, String(number)),
    ...dummy,
    0,
  ];
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  return Uint8Array.from([...bytes, -sum & 0xff], (byte) => byte);
}
