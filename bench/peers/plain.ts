/** The peer: a plain class of four levels with as many fields, set by its constructors, which is fastest. */
export class PlainObject {
  declare kind: string;
  declare owner: object;
  declare place: number;
  declare count: number;
  constructor(kind: string, owner: object, place: number) {
    this.kind = kind;
    this.owner = owner;
    this.place = place;
    this.count = 1;
  }
}

export class PlainPart extends PlainObject {
  declare parent: PlainObject | null;
  declare name: string;
  declare started: number;
  constructor(kind: string, owner: object, place: number) {
    super(kind, owner, place);
    this.parent = null;
    this.name = "";
    this.started = 0;
  }
}

export class PlainUnit extends PlainPart {
  declare first: PlainObject | null;
  declare next: PlainObject | null;
  constructor(kind: string, owner: object, place: number) {
    super(kind, owner, place);
    this.first = null;
    this.next = null;
  }
}

export class PlainUart extends PlainUnit {
  declare readPos: number;
  declare readCount: number;
  declare ending: string | null;
  constructor(kind: string, owner: object, place: number) {
    super(kind, owner, place);
    this.readPos = 1;
    this.readCount = 2;
    this.ending = null;
  }
}
