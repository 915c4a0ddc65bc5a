// Generated from grammar/qdl.ohm by `npm run generate`. Do not edit.

import { type Concrete, Matcher } from "./matcher.ts";

export type File = Concrete<"File", readonly [Edition, readonly Item[]]>;
export type Edition = Concrete<"Edition", readonly [Concrete<"number", readonly []>]>;
export type Item = Package | Import | Declaration;
export type Package = Concrete<"Package", readonly [Concrete<"name", readonly []>, readonly PackageStep[]]>;
export type PackageStep = Concrete<"PackageStep", readonly [Concrete<"name", readonly []>]>;
export type Import = Concrete<"Import", readonly [ImportName, readonly MoreImportNames[], boolean, Concrete<"string", readonly []>]>;
export type ImportName = Concrete<"ImportName", readonly [Concrete<"name", readonly []>, As | undefined]>;
export type MoreImportNames = Concrete<"MoreImportNames", readonly [ImportName]>;
export type As = Concrete<"As", readonly [Concrete<"name", readonly []>]>;
export type Declaration = Type | Enum | Variant | Const;
export type Type = Concrete<"Type", readonly [boolean, Concrete<"typeForm", readonly []>, Concrete<"name", readonly []>, Base | undefined, Implements | undefined, readonly Member[]]>;
export type Base = Concrete<"Base", readonly [TypeRef]>;
export type Implements = Concrete<"Implements", readonly [TypeRef, readonly MoreTypeRefs[]]>;
export type MoreTypeRefs = Concrete<"MoreTypeRefs", readonly [TypeRef]>;
export type Enum = Concrete<"Enum", readonly [Concrete<"name", readonly []>, EnumValue, readonly MoreEnumValues[], boolean]>;
export type EnumValue = Concrete<"EnumValue", readonly [Concrete<"name", readonly []>, Default | undefined]>;
export type MoreEnumValues = Concrete<"MoreEnumValues", readonly [EnumValue]>;
export type Variant = Concrete<"Variant", readonly [Concrete<"name", readonly []>, TypeRef, Concrete<"string", readonly []> | undefined, readonly VariantSetting[]]>;
export type VariantSetting = Concrete<"VariantSetting", readonly [Path, Expression]>;
export type Const = Concrete<"Const", readonly [Concrete<"name", readonly []>, OfType | undefined, Expression]>;
export type OfType = Concrete<"OfType", readonly [TypeRef]>;
export type Member = Concrete<"Member", readonly [boolean, MemberBody]>;
export type MemberBody = TypeName | Hotplug | UserCreatable | Const | Prop | Method | VariantConst | VariantType | Alias | SetDefault | Region | Child | Relation | Space | Map | Bank | Irq | Clock | Connect | Bus | Plug | SitsOn | Addresses | SysBus | Bar | Pci | Msi | Msix | LifeHook | Realize | Unparent | Timer | State | When | Unimplemented | Gate;
export type TypeName = Concrete<"TypeName", readonly [Concrete<"string", readonly []>]>;
export type Hotplug = Concrete<"Hotplug", readonly []>;
export type UserCreatable = Concrete<"UserCreatable", readonly []>;
export type Prop = Concrete<"Prop", readonly [Concrete<"name", readonly []>, TypeRef, Default | undefined, Domain | undefined, boolean, boolean]>;
export type Default = Concrete<"Default", readonly [Expression]>;
export type Domain = Concrete<"Domain", readonly [DomainValues]>;
export type DomainValues = Array | Range;
export type Alias = Concrete<"Alias", readonly [Concrete<"aliasKind", readonly []>, Concrete<"name", readonly []>, Path]>;
export type SetDefault = Concrete<"SetDefault", readonly [Path, Expression]>;
export type Method = Concrete<"Method", readonly [Concrete<"name", readonly []>, Parameters | undefined, OfType | undefined]>;
export type Parameters = Concrete<"Parameters", readonly [Parameter, readonly MoreParameters[]]>;
export type MoreParameters = Concrete<"MoreParameters", readonly [Parameter]>;
export type Parameter = Concrete<"Parameter", readonly [Concrete<"name", readonly []>, TypeRef]>;
export type VariantConst = Concrete<"VariantConst", readonly [Concrete<"name", readonly []>, TypeRef, Default | undefined, Domain | undefined, boolean]>;
export type VariantType = Concrete<"VariantType", readonly [Concrete<"name", readonly []>, TypeRef, DefaultType | undefined, boolean]>;
export type DefaultType = Concrete<"DefaultType", readonly [Concrete<"name", readonly []>]>;
export type Child = Concrete<"Child", readonly [Concrete<"storage", readonly []>, Concrete<"name", readonly []>, Bound | undefined, TypeRef, Reserve | undefined, ChildBody]>;
export type ChildBody = Concrete<"semicolon", readonly []> | Settings | Choose;
export type Reserve = Concrete<"Reserve", readonly [Expression]>;
export type Settings = Concrete<"Settings", readonly [readonly Setting[]]>;
export type Setting = Concrete<"Setting", readonly [Path, Expression, Loop | undefined]>;
export type Choose = Concrete<"Choose", readonly [Expression, readonly ChooseArm[]]>;
export type ChooseArm = Concrete<"ChooseArm", readonly [Expression, TypeRef, ArmBody]>;
export type ArmBody = Concrete<"semicolon", readonly []> | Settings;
export type Relation = Concrete<"Relation", readonly [Concrete<"relation", readonly []>, Concrete<"name", readonly []>, Bound | undefined, TypeRef, Default | undefined, boolean]>;
export type Bound = Concrete<"Bound", readonly [BoundIndex | undefined, Expression]>;
export type BoundIndex = Concrete<"BoundIndex", readonly [Concrete<"name", readonly []>]>;
export type Region = Concrete<"Region", readonly [boolean, Concrete<"name", readonly []>, Bound | undefined, Label | undefined, RegionSpec]>;
export type Label = Concrete<"string", readonly []> | Concrete<"name", readonly []>;
export type RegionSpec = AliasRegion | SizedRegion;
export type AliasRegion = Concrete<"AliasRegion", readonly [Path, At | undefined, Size | undefined, readonly RegionClause[]]>;
export type At = Concrete<"At", readonly [Expression]>;
export type Size = Concrete<"Size", readonly [Expression]>;
export type SizedRegion = Concrete<"SizedRegion", readonly [Concrete<"regionForm", readonly []>, Expression, Behind | undefined, readonly RegionClause[], RegionBody]>;
export type Behind = Concrete<"Behind", readonly [BehindName]>;
export type BehindName = OpsName | Concrete<"name", readonly []>;
export type OpsName = Concrete<"OpsName", readonly [Concrete<"name", readonly []>]>;
export type RegionClause = Uses | Owner | Concrete<"regionFlag", readonly []>;
export type Owner = Concrete<"Owner", readonly [Path]>;
export type RegionBody = Concrete<"semicolon", readonly []> | RegionBlock;
export type RegionBlock = Concrete<"RegionBlock", readonly [readonly RegionMember[]]>;
export type RegionMember = Sub | BankSetting;
export type Sub = Concrete<"Sub", readonly [Concrete<"name", readonly []>, Bound | undefined, Label | undefined, Expression, Priority | undefined, RegionSpec]>;
export type Priority = Concrete<"Priority", readonly [Expression]>;
export type Space = Concrete<"Space", readonly [Concrete<"name", readonly []>, Concrete<"string", readonly []> | undefined, Expression, Root | undefined]>;
export type Root = Concrete<"Root", readonly [Path]>;
export type Map = Concrete<"Map", readonly [Path, readonly MapEntry[]]>;
export type MapEntry = Concrete<"MapEntry", readonly [Path, Expression, Priority | undefined, Loop | undefined]>;
export type Loop = Concrete<"Loop", readonly [Concrete<"name", readonly []>, Range]>;
export type Unimplemented = Concrete<"Unimplemented", readonly [Concrete<"name", readonly []>, Concrete<"string", readonly []> | undefined, Path, Expression, Expression, Priority | undefined]>;
export type Bank = Concrete<"Bank", readonly [Concrete<"name", readonly []>, readonly BankMember[]]>;
export type BankMember = Register | Overlay | BankSetting;
export type BankSetting = Width | Endian | AccessSizes | ImplSizes | Unaligned | UnmappedError | UnmappedRead;
export type Width = Concrete<"Width", readonly [Expression]>;
export type Endian = Concrete<"Endian", readonly [Concrete<"byteOrder", readonly []>]>;
export type AccessSizes = Concrete<"AccessSizes", readonly [Expression, UpTo | undefined]>;
export type ImplSizes = Concrete<"ImplSizes", readonly [Expression, UpTo | undefined]>;
export type Unaligned = Concrete<"Unaligned", readonly [Concrete<"unalignedPolicy", readonly []>]>;
export type UnmappedError = Concrete<"UnmappedError", readonly []>;
export type UnmappedRead = Concrete<"UnmappedRead", readonly [Expression, LogAs | undefined]>;
export type LogAs = Concrete<"LogAs", readonly [Concrete<"name", readonly []>]>;
export type Register = Concrete<"Register", readonly [boolean, Concrete<"name", readonly []>, Bound | undefined, Address | undefined, readonly RegisterClause[], RegisterBody]>;
export type Address = Concrete<"Address", readonly [Expression]>;
export type RegisterClause = Stride | RegisterWidth | Reset | Constant | Computed | Concrete<"registerFlag", readonly []>;
export type Stride = Concrete<"Stride", readonly [Expression]>;
export type RegisterWidth = Concrete<"RegisterWidth", readonly [Expression]>;
export type Reset = Concrete<"Reset", readonly [Expression, Mask | undefined]>;
export type Mask = Concrete<"Mask", readonly [Expression]>;
export type Constant = Concrete<"Constant", readonly [Expression]>;
export type Computed = Concrete<"Computed", readonly [Default | undefined]>;
export type RegisterBody = Concrete<"semicolon", readonly []> | RegisterBlock;
export type RegisterBlock = Concrete<"RegisterBlock", readonly [readonly RegisterMember[]]>;
export type RegisterMember = Field | RegisterHook;
export type Field = Concrete<"Field", readonly [Concrete<"name", readonly []>, FieldBound | undefined, Bits, Concrete<"fieldAccess", readonly []>, Of | undefined, FieldReset | undefined, Default | undefined, FieldBody]>;
export type FieldBound = Concrete<"FieldBound", readonly [Bound]>;
export type Bits = Concrete<"Bits", readonly [Expression, LowBit | undefined]>;
export type LowBit = Concrete<"LowBit", readonly [Expression]>;
export type Of = Concrete<"Of", readonly [Path]>;
export type FieldReset = Concrete<"FieldReset", readonly [Expression]>;
export type FieldBody = Concrete<"semicolon", readonly []> | FieldBlock;
export type FieldBlock = Concrete<"FieldBlock", readonly [readonly RegisterHook[]]>;
export type RegisterHook = Concrete<"RegisterHook", readonly [Concrete<"accessEvent", readonly []>, Handler]>;
export type Overlay = Concrete<"Overlay", readonly [Expression, readonly Register[]]>;
export type Irq = Concrete<"Irq", readonly [Concrete<"direction", readonly []>, Concrete<"name", readonly []>, Bound | undefined, boolean, OnChange | undefined, IrqBody]>;
export type IrqBody = Concrete<"semicolon", readonly []> | LineNames;
export type LineNames = Concrete<"LineNames", readonly [Concrete<"name", readonly []>, readonly MoreNames[], boolean]>;
export type MoreNames = Concrete<"MoreNames", readonly [Concrete<"name", readonly []>]>;
export type Clock = Concrete<"Clock", readonly [Concrete<"direction", readonly []>, Concrete<"name", readonly []>, Bound | undefined, Default | undefined, Multiply | undefined, Divide | undefined, boolean, OnChange | undefined]>;
export type Multiply = Concrete<"Multiply", readonly [Expression]>;
export type Divide = Concrete<"Divide", readonly [Expression]>;
export type OnChange = Concrete<"OnChange", readonly [Handler]>;
export type Connect = Concrete<"Connect", readonly [Path, Path, Loop | undefined]>;
export type Bus = Concrete<"Bus", readonly [Concrete<"name", readonly []>, Bound | undefined, TypeRef, Slots | undefined]>;
export type Slots = Concrete<"Slots", readonly [Expression]>;
export type Plug = Concrete<"Plug", readonly [Path, Path, At | undefined, Loop | undefined]>;
export type SitsOn = Concrete<"SitsOn", readonly [TypeRef]>;
export type Addresses = Concrete<"Addresses", readonly [Range]>;
export type Gate = Concrete<"Gate", readonly [Concrete<"gate", readonly []>, Concrete<"name", readonly []>, Bound]>;
export type SysBus = Concrete<"SysBus", readonly [Concrete<"sysbusForm", readonly []>, Expression, Path]>;
export type Bar = Concrete<"Bar", readonly [Expression, Concrete<"barSpace", readonly []>, boolean, Path]>;
export type Pci = Concrete<"Pci", readonly [readonly PciEntry[]]>;
export type PciEntry = Concrete<"PciEntry", readonly [Concrete<"name", readonly []>, Expression]>;
export type Msi = Concrete<"Msi", readonly [Expression, boolean, boolean, Address | undefined]>;
export type Msix = Concrete<"Msix", readonly [Expression, MsixPlace, MsixPlace]>;
export type MsixPlace = Concrete<"MsixPlace", readonly [Expression, Expression]>;
export type LifeHook = Concrete<"LifeHook", readonly [LifeEvent, Handler]>;
export type LifeEvent = ResetEvent | Concrete<"lifeEvent", readonly []>;
export type ResetEvent = Concrete<"ResetEvent", readonly [Concrete<"resetPhase", readonly []>]>;
export type Handler = Concrete<"Handler", readonly [Concrete<"name", readonly []>, Uses | undefined]>;
export type Uses = Concrete<"Uses", readonly [Path, readonly MorePaths[]]>;
export type MorePaths = Concrete<"MorePaths", readonly [Path]>;
export type Realize = Concrete<"Realize", readonly [Path, readonly MorePaths[]]>;
export type Unparent = Concrete<"Unparent", readonly [Path, Concrete<"siblingOrder", readonly []>, Path, readonly MorePaths[]]>;
export type Timer = Concrete<"Timer", readonly [Concrete<"name", readonly []>, Bound | undefined, Handler]>;
export type State = Concrete<"State", readonly [readonly StateField[]]>;
export type StateField = Concrete<"StateField", readonly [Concrete<"name", readonly []>, TypeRef, Default | undefined, boolean]>;
export type When = Concrete<"When", readonly [Expression, readonly Member[]]>;
export type Expression = Concrete<"Expression", readonly [Operand, readonly BinaryTail[], Conditional | undefined]>;
export type BinaryTail = Concrete<"BinaryTail", readonly [Concrete<"binaryOperator", readonly []>, Operand]>;
export type Conditional = Concrete<"Conditional", readonly [Expression, Expression]>;
export type Operand = Unary | Primary;
export type Unary = Concrete<"Unary", readonly [readonly Concrete<"unaryOperator", readonly []>[], Primary]>;
export type Primary = Group | Concrete<"number", readonly []> | Concrete<"string", readonly []> | Concrete<"boolean", readonly []> | Array | Call | Path;
export type Group = Concrete<"Group", readonly [Expression]>;
export type Array = Concrete<"Array", readonly [Arguments | undefined]>;
export type Call = Concrete<"Call", readonly [Concrete<"name", readonly []>, Arguments | undefined]>;
export type Arguments = Concrete<"Arguments", readonly [Expression, readonly MoreExpressions[]]>;
export type MoreExpressions = Concrete<"MoreExpressions", readonly [Expression]>;
export type Path = Concrete<"Path", readonly [Concrete<"name", readonly []>, readonly Step[]]>;
export type Step = PathMember | PathIndex;
export type PathMember = Concrete<"PathMember", readonly [Concrete<"name", readonly []>]>;
export type PathIndex = Concrete<"PathIndex", readonly [Expression, UpTo | undefined]>;
export type Range = Concrete<"Range", readonly [Expression, Expression]>;
export type UpTo = Concrete<"UpTo", readonly [Expression]>;
export type TypeRef = Concrete<"TypeRef", readonly [Concrete<"name", readonly []>, Count | undefined]>;
export type Count = Concrete<"Count", readonly [Expression | undefined]>;

export class Parser extends Matcher {
  File(): File | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.Edition();
    if (s0 === undefined) { this.pos = before; return undefined; }
    const s1: Item[] = [];
    for (let one; (one = this.Item()) !== undefined;) s1.push(one);
    return this.node("File", start, [s0, s1]);
  }
  Edition(): Edition | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("qdl")) { this.pos = before; return undefined; }
    const s1 = this.numberLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Edition", start, [s1]);
  }
  Item(): Item | undefined {
    if (this.tracing) return this.Package() ?? this.Import() ?? this.Declaration();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 112:
        found = this.Package();
        break;
      case 105:
        found = this.Import() ?? this.Declaration();
        break;
      case 97:
      case 100:
      case 115:
      case 109:
      case 111:
      case 98:
      case 101:
      case 118:
      case 99:
        found = this.Declaration();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  Package(): Package | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("package")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2: PackageStep[] = [];
    for (let one; (one = this.PackageStep()) !== undefined;) s2.push(one);
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Package", start, [s1, s2]);
  }
  PackageStep(): PackageStep | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token(".")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("PackageStep", start, [s1]);
  }
  Import(): Import | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("import")) { this.pos = before; return undefined; }
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s2 = this.ImportName();
    if (s2 === undefined) { this.pos = before; return undefined; }
    const s3: MoreImportNames[] = [];
    for (let one; (one = this.MoreImportNames()) !== undefined;) s3.push(one);
    const s4 = this.token(",");
    if (!this.token("}")) { this.pos = before; return undefined; }
    if (!this.word("from")) { this.pos = before; return undefined; }
    const s7 = this.stringLeaf();
    if (s7 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Import", start, [s2, s3, s4, s7]);
  }
  ImportName(): ImportName | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.nameLeaf();
    if (s0 === undefined) { this.pos = before; return undefined; }
    const s1 = this.As();
    return this.node("ImportName", start, [s0, s1]);
  }
  MoreImportNames(): MoreImportNames | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token(",")) { this.pos = before; return undefined; }
    const s1 = this.ImportName();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("MoreImportNames", start, [s1]);
  }
  As(): As | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("as")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("As", start, [s1]);
  }
  Declaration(): Declaration | undefined {
    if (this.tracing) return this.Type() ?? this.Enum() ?? this.Variant() ?? this.Const();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 97:
      case 100:
      case 115:
      case 109:
      case 111:
      case 98:
      case 105:
        found = this.Type();
        break;
      case 101:
        found = this.Enum();
        break;
      case 118:
        found = this.Variant();
        break;
      case 99:
        found = this.Const();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  Type(): Type | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.word("abstract");
    const s1 = this.typeFormLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.nameLeaf();
    if (s2 === undefined) { this.pos = before; return undefined; }
    const s3 = this.Base();
    const s4 = this.Implements();
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s6: Member[] = [];
    for (let one; (one = this.Member()) !== undefined;) s6.push(one);
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("Type", start, [s0, s1, s2, s3, s4, s6]);
  }
  Base(): Base | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s1 = this.TypeRef();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Base", start, [s1]);
  }
  Implements(): Implements | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("implements")) { this.pos = before; return undefined; }
    const s1 = this.TypeRef();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2: MoreTypeRefs[] = [];
    for (let one; (one = this.MoreTypeRefs()) !== undefined;) s2.push(one);
    return this.node("Implements", start, [s1, s2]);
  }
  MoreTypeRefs(): MoreTypeRefs | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token(",")) { this.pos = before; return undefined; }
    const s1 = this.TypeRef();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("MoreTypeRefs", start, [s1]);
  }
  Enum(): Enum | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("enum")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s3 = this.EnumValue();
    if (s3 === undefined) { this.pos = before; return undefined; }
    const s4: MoreEnumValues[] = [];
    for (let one; (one = this.MoreEnumValues()) !== undefined;) s4.push(one);
    const s5 = this.token(",");
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("Enum", start, [s1, s3, s4, s5]);
  }
  EnumValue(): EnumValue | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.nameLeaf();
    if (s0 === undefined) { this.pos = before; return undefined; }
    const s1 = this.Default();
    return this.node("EnumValue", start, [s0, s1]);
  }
  MoreEnumValues(): MoreEnumValues | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token(",")) { this.pos = before; return undefined; }
    const s1 = this.EnumValue();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("MoreEnumValues", start, [s1]);
  }
  Variant(): Variant | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("variant")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.word("of")) { this.pos = before; return undefined; }
    const s3 = this.TypeRef();
    if (s3 === undefined) { this.pos = before; return undefined; }
    const s4 = this.stringLeaf();
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s6: VariantSetting[] = [];
    for (let one; (one = this.VariantSetting()) !== undefined;) s6.push(one);
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("Variant", start, [s1, s3, s4, s6]);
  }
  VariantSetting(): VariantSetting | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.Path();
    if (s0 === undefined) { this.pos = before; return undefined; }
    if (!this.token("=")) { this.pos = before; return undefined; }
    const s2 = this.Expression();
    if (s2 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("VariantSetting", start, [s0, s2]);
  }
  Const(): Const | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("const")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.OfType();
    if (!this.token("=")) { this.pos = before; return undefined; }
    const s4 = this.Expression();
    if (s4 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Const", start, [s1, s2, s4]);
  }
  OfType(): OfType | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s1 = this.TypeRef();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("OfType", start, [s1]);
  }
  Member(): Member | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.word("override");
    const s1 = this.MemberBody();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Member", start, [s0, s1]);
  }
  MemberBody(): MemberBody | undefined {
    if (this.tracing) return this.TypeName() ?? this.Hotplug() ?? this.UserCreatable() ?? this.Const() ?? this.Prop() ?? this.Method() ?? this.VariantConst() ?? this.VariantType() ?? this.Alias() ?? this.SetDefault() ?? this.Region() ?? this.Child() ?? this.Relation() ?? this.Space() ?? this.Map() ?? this.Bank() ?? this.Irq() ?? this.Clock() ?? this.Connect() ?? this.Bus() ?? this.Plug() ?? this.SitsOn() ?? this.Addresses() ?? this.SysBus() ?? this.Bar() ?? this.Pci() ?? this.Msi() ?? this.Msix() ?? this.LifeHook() ?? this.Realize() ?? this.Unparent() ?? this.Timer() ?? this.State() ?? this.When() ?? this.Unimplemented() ?? this.Gate();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 116:
        found = this.TypeName() ?? this.Timer();
        break;
      case 104:
        found = this.Hotplug() ?? this.Relation();
        break;
      case 117:
        found = this.UserCreatable() ?? this.Relation() ?? this.Unparent() ?? this.Unimplemented();
        break;
      case 99:
        found = this.Const() ?? this.Clock() ?? this.Connect();
        break;
      case 112:
        found = this.Prop() ?? this.Plug() ?? this.Pci();
        break;
      case 109:
        found = this.Method() ?? this.Map() ?? this.Msi() ?? this.Msix();
        break;
      case 118:
        found = this.VariantConst() ?? this.VariantType();
        break;
      case 97:
        found = this.Alias() ?? this.Addresses();
        break;
      case 115:
        found = this.SetDefault() ?? this.Space() ?? this.SitsOn() ?? this.SysBus() ?? this.State() ?? this.Gate();
        break;
      case 111:
        found = this.Region() ?? this.Child() ?? this.LifeHook() ?? this.Gate();
        break;
      case 114:
        found = this.Region() ?? this.Relation() ?? this.Realize();
        break;
      case 101:
        found = this.Child();
        break;
      case 108:
        found = this.Relation();
        break;
      case 98:
        found = this.Bank() ?? this.Bus() ?? this.Bar();
        break;
      case 105:
        found = this.Irq();
        break;
      case 119:
        found = this.When();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  TypeName(): TypeName | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("typename")) { this.pos = before; return undefined; }
    const s1 = this.stringLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("TypeName", start, [s1]);
  }
  Hotplug(): Hotplug | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("hotplug")) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Hotplug", start, []);
  }
  UserCreatable(): UserCreatable | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("user")) { this.pos = before; return undefined; }
    if (!this.word("creatable")) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("UserCreatable", start, []);
  }
  Prop(): Prop | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("prop")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s3 = this.TypeRef();
    if (s3 === undefined) { this.pos = before; return undefined; }
    const s4 = this.Default();
    const s5 = this.Domain();
    const s6 = this.word("optional");
    const s7 = this.word("dynamic");
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Prop", start, [s1, s3, s4, s5, s6, s7]);
  }
  Default(): Default | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("=")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Default", start, [s1]);
  }
  Domain(): Domain | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("in")) { this.pos = before; return undefined; }
    const s1 = this.DomainValues();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Domain", start, [s1]);
  }
  DomainValues(): DomainValues | undefined {
    if (this.tracing) return this.Array() ?? this.Range();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 91:
        found = this.Array() ?? this.Range();
        break;
      case 33:
      case 45:
      case 126:
      case 40:
      case 48:
      case 49:
      case 50:
      case 51:
      case 52:
      case 53:
      case 54:
      case 55:
      case 56:
      case 57:
      case 34:
      case 116:
      case 102:
      case 97:
      case 98:
      case 99:
      case 100:
      case 101:
      case 103:
      case 104:
      case 105:
      case 106:
      case 107:
      case 108:
      case 109:
      case 110:
      case 111:
      case 112:
      case 113:
      case 114:
      case 115:
      case 117:
      case 118:
      case 119:
      case 120:
      case 121:
      case 122:
      case 65:
      case 66:
      case 67:
      case 68:
      case 69:
      case 70:
      case 71:
      case 72:
      case 73:
      case 74:
      case 75:
      case 76:
      case 77:
      case 78:
      case 79:
      case 80:
      case 81:
      case 82:
      case 83:
      case 84:
      case 85:
      case 86:
      case 87:
      case 88:
      case 89:
      case 90:
      case 95:
        found = this.Range();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  Alias(): Alias | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("alias")) { this.pos = before; return undefined; }
    const s1 = this.aliasKindLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.nameLeaf();
    if (s2 === undefined) { this.pos = before; return undefined; }
    if (!this.token("=")) { this.pos = before; return undefined; }
    const s4 = this.Path();
    if (s4 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Alias", start, [s1, s2, s4]);
  }
  SetDefault(): SetDefault | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("set")) { this.pos = before; return undefined; }
    const s1 = this.Path();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token("=")) { this.pos = before; return undefined; }
    const s3 = this.Expression();
    if (s3 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("SetDefault", start, [s1, s3]);
  }
  Method(): Method | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("method")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token("(")) { this.pos = before; return undefined; }
    const s3 = this.Parameters();
    if (!this.token(")")) { this.pos = before; return undefined; }
    const s5 = this.OfType();
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Method", start, [s1, s3, s5]);
  }
  Parameters(): Parameters | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.Parameter();
    if (s0 === undefined) { this.pos = before; return undefined; }
    const s1: MoreParameters[] = [];
    for (let one; (one = this.MoreParameters()) !== undefined;) s1.push(one);
    return this.node("Parameters", start, [s0, s1]);
  }
  MoreParameters(): MoreParameters | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token(",")) { this.pos = before; return undefined; }
    const s1 = this.Parameter();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("MoreParameters", start, [s1]);
  }
  Parameter(): Parameter | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.nameLeaf();
    if (s0 === undefined) { this.pos = before; return undefined; }
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s2 = this.TypeRef();
    if (s2 === undefined) { this.pos = before; return undefined; }
    return this.node("Parameter", start, [s0, s2]);
  }
  VariantConst(): VariantConst | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("variant")) { this.pos = before; return undefined; }
    if (!this.word("const")) { this.pos = before; return undefined; }
    const s2 = this.nameLeaf();
    if (s2 === undefined) { this.pos = before; return undefined; }
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s4 = this.TypeRef();
    if (s4 === undefined) { this.pos = before; return undefined; }
    const s5 = this.Default();
    const s6 = this.Domain();
    const s7 = this.word("optional");
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("VariantConst", start, [s2, s4, s5, s6, s7]);
  }
  VariantType(): VariantType | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("variant")) { this.pos = before; return undefined; }
    if (!this.word("type")) { this.pos = before; return undefined; }
    const s2 = this.nameLeaf();
    if (s2 === undefined) { this.pos = before; return undefined; }
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s4 = this.TypeRef();
    if (s4 === undefined) { this.pos = before; return undefined; }
    const s5 = this.DefaultType();
    const s6 = this.word("optional");
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("VariantType", start, [s2, s4, s5, s6]);
  }
  DefaultType(): DefaultType | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("=")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("DefaultType", start, [s1]);
  }
  Child(): Child | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.storageLeaf();
    if (s0 === undefined) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.Bound();
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s4 = this.TypeRef();
    if (s4 === undefined) { this.pos = before; return undefined; }
    const s5 = this.Reserve();
    const s6 = this.ChildBody();
    if (s6 === undefined) { this.pos = before; return undefined; }
    return this.node("Child", start, [s0, s1, s2, s4, s5, s6]);
  }
  ChildBody(): ChildBody | undefined {
    if (this.tracing) return this.semicolonLeaf() ?? this.Settings() ?? this.Choose();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 59:
        found = this.semicolonLeaf();
        break;
      case 123:
        found = this.Settings();
        break;
      case 61:
        found = this.Choose();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  Reserve(): Reserve | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("reserve")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Reserve", start, [s1]);
  }
  Settings(): Settings | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s1: Setting[] = [];
    for (let one; (one = this.Setting()) !== undefined;) s1.push(one);
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("Settings", start, [s1]);
  }
  Setting(): Setting | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.Path();
    if (s0 === undefined) { this.pos = before; return undefined; }
    if (!this.token("=")) { this.pos = before; return undefined; }
    const s2 = this.Expression();
    if (s2 === undefined) { this.pos = before; return undefined; }
    const s3 = this.Loop();
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Setting", start, [s0, s2, s3]);
  }
  Choose(): Choose | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("=")) { this.pos = before; return undefined; }
    if (!this.word("choose")) { this.pos = before; return undefined; }
    const s2 = this.Expression();
    if (s2 === undefined) { this.pos = before; return undefined; }
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s4: ChooseArm[] = [];
    for (let one; (one = this.ChooseArm()) !== undefined;) s4.push(one);
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("Choose", start, [s2, s4]);
  }
  ChooseArm(): ChooseArm | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.Expression();
    if (s0 === undefined) { this.pos = before; return undefined; }
    if (!this.token("=>")) { this.pos = before; return undefined; }
    const s2 = this.TypeRef();
    if (s2 === undefined) { this.pos = before; return undefined; }
    const s3 = this.ArmBody();
    if (s3 === undefined) { this.pos = before; return undefined; }
    return this.node("ChooseArm", start, [s0, s2, s3]);
  }
  ArmBody(): ArmBody | undefined {
    if (this.tracing) return this.semicolonLeaf() ?? this.Settings();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 59:
        found = this.semicolonLeaf();
        break;
      case 123:
        found = this.Settings();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  Relation(): Relation | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.relationLeaf();
    if (s0 === undefined) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.Bound();
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s4 = this.TypeRef();
    if (s4 === undefined) { this.pos = before; return undefined; }
    const s5 = this.Default();
    const s6 = this.word("optional");
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Relation", start, [s0, s1, s2, s4, s5, s6]);
  }
  Bound(): Bound | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("[")) { this.pos = before; return undefined; }
    const s1 = this.BoundIndex();
    const s2 = this.Expression();
    if (s2 === undefined) { this.pos = before; return undefined; }
    if (!this.token("]")) { this.pos = before; return undefined; }
    return this.node("Bound", start, [s1, s2]);
  }
  BoundIndex(): BoundIndex | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.nameLeaf();
    if (s0 === undefined) { this.pos = before; return undefined; }
    if (!this.token(":")) { this.pos = before; return undefined; }
    return this.node("BoundIndex", start, [s0]);
  }
  Region(): Region | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.word("own");
    if (!this.word("region")) { this.pos = before; return undefined; }
    const s2 = this.nameLeaf();
    if (s2 === undefined) { this.pos = before; return undefined; }
    const s3 = this.Bound();
    const s4 = this.Label();
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s6 = this.RegionSpec();
    if (s6 === undefined) { this.pos = before; return undefined; }
    return this.node("Region", start, [s0, s2, s3, s4, s6]);
  }
  Label(): Label | undefined {
    if (this.tracing) return this.stringLeaf() ?? this.nameLeaf();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 34:
        found = this.stringLeaf();
        break;
      case 97:
      case 98:
      case 99:
      case 100:
      case 101:
      case 102:
      case 103:
      case 104:
      case 105:
      case 106:
      case 107:
      case 108:
      case 109:
      case 110:
      case 111:
      case 112:
      case 113:
      case 114:
      case 115:
      case 116:
      case 117:
      case 118:
      case 119:
      case 120:
      case 121:
      case 122:
      case 65:
      case 66:
      case 67:
      case 68:
      case 69:
      case 70:
      case 71:
      case 72:
      case 73:
      case 74:
      case 75:
      case 76:
      case 77:
      case 78:
      case 79:
      case 80:
      case 81:
      case 82:
      case 83:
      case 84:
      case 85:
      case 86:
      case 87:
      case 88:
      case 89:
      case 90:
      case 95:
        found = this.nameLeaf();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  RegionSpec(): RegionSpec | undefined {
    if (this.tracing) return this.AliasRegion() ?? this.SizedRegion();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 97:
        found = this.AliasRegion();
        break;
      case 105:
      case 114:
      case 99:
        found = this.SizedRegion();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  AliasRegion(): AliasRegion | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("alias")) { this.pos = before; return undefined; }
    if (!this.word("of")) { this.pos = before; return undefined; }
    const s2 = this.Path();
    if (s2 === undefined) { this.pos = before; return undefined; }
    const s3 = this.At();
    const s4 = this.Size();
    const s5: RegionClause[] = [];
    for (let one; (one = this.RegionClause()) !== undefined;) s5.push(one);
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("AliasRegion", start, [s2, s3, s4, s5]);
  }
  At(): At | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("at")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("At", start, [s1]);
  }
  Size(): Size | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("size")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Size", start, [s1]);
  }
  SizedRegion(): SizedRegion | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.regionFormLeaf();
    if (s0 === undefined) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.Behind();
    const s3: RegionClause[] = [];
    for (let one; (one = this.RegionClause()) !== undefined;) s3.push(one);
    const s4 = this.RegionBody();
    if (s4 === undefined) { this.pos = before; return undefined; }
    return this.node("SizedRegion", start, [s0, s1, s2, s3, s4]);
  }
  Behind(): Behind | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("=")) { this.pos = before; return undefined; }
    const s1 = this.BehindName();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Behind", start, [s1]);
  }
  BehindName(): BehindName | undefined {
    if (this.tracing) return this.OpsName() ?? this.nameLeaf();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 111:
        found = this.OpsName() ?? this.nameLeaf();
        break;
      case 97:
      case 98:
      case 99:
      case 100:
      case 101:
      case 102:
      case 103:
      case 104:
      case 105:
      case 106:
      case 107:
      case 108:
      case 109:
      case 110:
      case 112:
      case 113:
      case 114:
      case 115:
      case 116:
      case 117:
      case 118:
      case 119:
      case 120:
      case 121:
      case 122:
      case 65:
      case 66:
      case 67:
      case 68:
      case 69:
      case 70:
      case 71:
      case 72:
      case 73:
      case 74:
      case 75:
      case 76:
      case 77:
      case 78:
      case 79:
      case 80:
      case 81:
      case 82:
      case 83:
      case 84:
      case 85:
      case 86:
      case 87:
      case 88:
      case 89:
      case 90:
      case 95:
        found = this.nameLeaf();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  OpsName(): OpsName | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("ops")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("OpsName", start, [s1]);
  }
  RegionClause(): RegionClause | undefined {
    if (this.tracing) return this.Uses() ?? this.Owner() ?? this.regionFlagLeaf();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 117:
        found = this.Uses();
        break;
      case 111:
        found = this.Owner();
        break;
      case 114:
      case 110:
        found = this.regionFlagLeaf();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  Owner(): Owner | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("owner")) { this.pos = before; return undefined; }
    const s1 = this.Path();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Owner", start, [s1]);
  }
  RegionBody(): RegionBody | undefined {
    if (this.tracing) return this.semicolonLeaf() ?? this.RegionBlock();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 59:
        found = this.semicolonLeaf();
        break;
      case 123:
        found = this.RegionBlock();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  RegionBlock(): RegionBlock | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s1: RegionMember[] = [];
    for (let one; (one = this.RegionMember()) !== undefined;) s1.push(one);
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("RegionBlock", start, [s1]);
  }
  RegionMember(): RegionMember | undefined {
    if (this.tracing) return this.Sub() ?? this.BankSetting();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 115:
        found = this.Sub();
        break;
      case 119:
      case 101:
      case 97:
      case 105:
      case 117:
        found = this.BankSetting();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  Sub(): Sub | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("sub")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.Bound();
    const s3 = this.Label();
    if (!this.token("@")) { this.pos = before; return undefined; }
    const s5 = this.Expression();
    if (s5 === undefined) { this.pos = before; return undefined; }
    const s6 = this.Priority();
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s8 = this.RegionSpec();
    if (s8 === undefined) { this.pos = before; return undefined; }
    return this.node("Sub", start, [s1, s2, s3, s5, s6, s8]);
  }
  Priority(): Priority | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("priority")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Priority", start, [s1]);
  }
  Space(): Space | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("space")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.stringLeaf();
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s4 = this.Expression();
    if (s4 === undefined) { this.pos = before; return undefined; }
    const s5 = this.Root();
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Space", start, [s1, s2, s4, s5]);
  }
  Root(): Root | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("=")) { this.pos = before; return undefined; }
    const s1 = this.Path();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Root", start, [s1]);
  }
  Map(): Map | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("map")) { this.pos = before; return undefined; }
    const s1 = this.Path();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s3: MapEntry[] = [];
    for (let one; (one = this.MapEntry()) !== undefined;) s3.push(one);
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("Map", start, [s1, s3]);
  }
  MapEntry(): MapEntry | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.Path();
    if (s0 === undefined) { this.pos = before; return undefined; }
    if (!this.token("@")) { this.pos = before; return undefined; }
    const s2 = this.Expression();
    if (s2 === undefined) { this.pos = before; return undefined; }
    const s3 = this.Priority();
    const s4 = this.Loop();
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("MapEntry", start, [s0, s2, s3, s4]);
  }
  Loop(): Loop | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("for")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.word("in")) { this.pos = before; return undefined; }
    const s3 = this.Range();
    if (s3 === undefined) { this.pos = before; return undefined; }
    return this.node("Loop", start, [s1, s3]);
  }
  Unimplemented(): Unimplemented | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("unimplemented")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.stringLeaf();
    if (!this.token("@")) { this.pos = before; return undefined; }
    const s4 = this.Path();
    if (s4 === undefined) { this.pos = before; return undefined; }
    const s5 = this.Expression();
    if (s5 === undefined) { this.pos = before; return undefined; }
    if (!this.word("size")) { this.pos = before; return undefined; }
    const s7 = this.Expression();
    if (s7 === undefined) { this.pos = before; return undefined; }
    const s8 = this.Priority();
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Unimplemented", start, [s1, s2, s4, s5, s7, s8]);
  }
  Bank(): Bank | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("bank")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s3: BankMember[] = [];
    for (let one; (one = this.BankMember()) !== undefined;) s3.push(one);
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("Bank", start, [s1, s3]);
  }
  BankMember(): BankMember | undefined {
    if (this.tracing) return this.Register() ?? this.Overlay() ?? this.BankSetting();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 111:
        found = this.Register() ?? this.Overlay();
        break;
      case 114:
        found = this.Register();
        break;
      case 119:
      case 101:
      case 97:
      case 105:
      case 117:
        found = this.BankSetting();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  BankSetting(): BankSetting | undefined {
    if (this.tracing) return this.Width() ?? this.Endian() ?? this.AccessSizes() ?? this.ImplSizes() ?? this.Unaligned() ?? this.UnmappedError() ?? this.UnmappedRead();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 119:
        found = this.Width();
        break;
      case 101:
        found = this.Endian();
        break;
      case 97:
        found = this.AccessSizes();
        break;
      case 105:
        found = this.ImplSizes();
        break;
      case 117:
        found = this.Unaligned() ?? this.UnmappedError() ?? this.UnmappedRead();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  Width(): Width | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("width")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Width", start, [s1]);
  }
  Endian(): Endian | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("endian")) { this.pos = before; return undefined; }
    const s1 = this.byteOrderLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Endian", start, [s1]);
  }
  AccessSizes(): AccessSizes | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("access")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.UpTo();
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("AccessSizes", start, [s1, s2]);
  }
  ImplSizes(): ImplSizes | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("impl")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.UpTo();
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("ImplSizes", start, [s1, s2]);
  }
  Unaligned(): Unaligned | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("unaligned")) { this.pos = before; return undefined; }
    const s1 = this.unalignedPolicyLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Unaligned", start, [s1]);
  }
  UnmappedError(): UnmappedError | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("unmapped")) { this.pos = before; return undefined; }
    if (!this.word("error")) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("UnmappedError", start, []);
  }
  UnmappedRead(): UnmappedRead | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("unmapped")) { this.pos = before; return undefined; }
    if (!this.word("read")) { this.pos = before; return undefined; }
    const s2 = this.Expression();
    if (s2 === undefined) { this.pos = before; return undefined; }
    const s3 = this.LogAs();
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("UnmappedRead", start, [s2, s3]);
  }
  LogAs(): LogAs | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("log")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("LogAs", start, [s1]);
  }
  Register(): Register | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.word("override");
    if (!this.word("register")) { this.pos = before; return undefined; }
    const s2 = this.nameLeaf();
    if (s2 === undefined) { this.pos = before; return undefined; }
    const s3 = this.Bound();
    const s4 = this.Address();
    const s5: RegisterClause[] = [];
    for (let one; (one = this.RegisterClause()) !== undefined;) s5.push(one);
    const s6 = this.RegisterBody();
    if (s6 === undefined) { this.pos = before; return undefined; }
    return this.node("Register", start, [s0, s2, s3, s4, s5, s6]);
  }
  Address(): Address | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("@")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Address", start, [s1]);
  }
  RegisterClause(): RegisterClause | undefined {
    if (this.tracing) return this.Stride() ?? this.RegisterWidth() ?? this.Reset() ?? this.Constant() ?? this.Computed() ?? this.registerFlagLeaf();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 115:
        found = this.Stride();
        break;
      case 119:
        found = this.RegisterWidth() ?? this.registerFlagLeaf();
        break;
      case 114:
        found = this.Reset() ?? this.registerFlagLeaf();
        break;
      case 99:
        found = this.Constant() ?? this.Computed();
        break;
      case 118:
        found = this.registerFlagLeaf();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  Stride(): Stride | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("stride")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Stride", start, [s1]);
  }
  RegisterWidth(): RegisterWidth | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("width")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("RegisterWidth", start, [s1]);
  }
  Reset(): Reset | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("reset")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.Mask();
    return this.node("Reset", start, [s1, s2]);
  }
  Mask(): Mask | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("mask")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Mask", start, [s1]);
  }
  Constant(): Constant | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("const")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Constant", start, [s1]);
  }
  Computed(): Computed | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("computed")) { this.pos = before; return undefined; }
    const s1 = this.Default();
    return this.node("Computed", start, [s1]);
  }
  RegisterBody(): RegisterBody | undefined {
    if (this.tracing) return this.semicolonLeaf() ?? this.RegisterBlock();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 59:
        found = this.semicolonLeaf();
        break;
      case 123:
        found = this.RegisterBlock();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  RegisterBlock(): RegisterBlock | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s1: RegisterMember[] = [];
    for (let one; (one = this.RegisterMember()) !== undefined;) s1.push(one);
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("RegisterBlock", start, [s1]);
  }
  RegisterMember(): RegisterMember | undefined {
    if (this.tracing) return this.Field() ?? this.RegisterHook();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 102:
        found = this.Field();
        break;
      case 111:
        found = this.RegisterHook();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  Field(): Field | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("field")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.FieldBound();
    const s3 = this.Bits();
    if (s3 === undefined) { this.pos = before; return undefined; }
    const s4 = this.fieldAccessLeaf();
    if (s4 === undefined) { this.pos = before; return undefined; }
    const s5 = this.Of();
    const s6 = this.FieldReset();
    const s7 = this.Default();
    const s8 = this.FieldBody();
    if (s8 === undefined) { this.pos = before; return undefined; }
    return this.node("Field", start, [s1, s2, s3, s4, s5, s6, s7, s8]);
  }
  FieldBound(): FieldBound | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.Bound();
    if (s0 === undefined) { this.pos = before; return undefined; }
    if (!this.ahead(() => this.token("["))) { this.pos = before; return undefined; }
    return this.node("FieldBound", start, [s0]);
  }
  Bits(): Bits | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("[")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.LowBit();
    if (!this.token("]")) { this.pos = before; return undefined; }
    return this.node("Bits", start, [s1, s2]);
  }
  LowBit(): LowBit | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("LowBit", start, [s1]);
  }
  Of(): Of | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("of")) { this.pos = before; return undefined; }
    const s1 = this.Path();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Of", start, [s1]);
  }
  FieldReset(): FieldReset | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("reset")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("FieldReset", start, [s1]);
  }
  FieldBody(): FieldBody | undefined {
    if (this.tracing) return this.semicolonLeaf() ?? this.FieldBlock();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 59:
        found = this.semicolonLeaf();
        break;
      case 123:
        found = this.FieldBlock();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  FieldBlock(): FieldBlock | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s1: RegisterHook[] = [];
    for (let one; (one = this.RegisterHook()) !== undefined;) s1.push(one);
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("FieldBlock", start, [s1]);
  }
  RegisterHook(): RegisterHook | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("on")) { this.pos = before; return undefined; }
    const s1 = this.accessEventLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.Handler();
    if (s2 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("RegisterHook", start, [s1, s2]);
  }
  Overlay(): Overlay | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("overlay")) { this.pos = before; return undefined; }
    if (!this.token("@")) { this.pos = before; return undefined; }
    const s2 = this.Expression();
    if (s2 === undefined) { this.pos = before; return undefined; }
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s4: Register[] = [];
    for (let one; (one = this.Register()) !== undefined;) s4.push(one);
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("Overlay", start, [s2, s4]);
  }
  Irq(): Irq | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("irq")) { this.pos = before; return undefined; }
    const s1 = this.directionLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.nameLeaf();
    if (s2 === undefined) { this.pos = before; return undefined; }
    const s3 = this.Bound();
    const s4 = this.word("required");
    const s5 = this.OnChange();
    const s6 = this.IrqBody();
    if (s6 === undefined) { this.pos = before; return undefined; }
    return this.node("Irq", start, [s1, s2, s3, s4, s5, s6]);
  }
  IrqBody(): IrqBody | undefined {
    if (this.tracing) return this.semicolonLeaf() ?? this.LineNames();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 59:
        found = this.semicolonLeaf();
        break;
      case 123:
        found = this.LineNames();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  LineNames(): LineNames | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2: MoreNames[] = [];
    for (let one; (one = this.MoreNames()) !== undefined;) s2.push(one);
    const s3 = this.token(",");
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("LineNames", start, [s1, s2, s3]);
  }
  MoreNames(): MoreNames | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token(",")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("MoreNames", start, [s1]);
  }
  Clock(): Clock | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("clock")) { this.pos = before; return undefined; }
    const s1 = this.directionLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.nameLeaf();
    if (s2 === undefined) { this.pos = before; return undefined; }
    const s3 = this.Bound();
    const s4 = this.Default();
    const s5 = this.Multiply();
    const s6 = this.Divide();
    const s7 = this.word("required");
    const s8 = this.OnChange();
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Clock", start, [s1, s2, s3, s4, s5, s6, s7, s8]);
  }
  Multiply(): Multiply | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("multiply")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Multiply", start, [s1]);
  }
  Divide(): Divide | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("divide")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Divide", start, [s1]);
  }
  OnChange(): OnChange | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("on")) { this.pos = before; return undefined; }
    if (!this.word("change")) { this.pos = before; return undefined; }
    const s2 = this.Handler();
    if (s2 === undefined) { this.pos = before; return undefined; }
    return this.node("OnChange", start, [s2]);
  }
  Connect(): Connect | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("connect")) { this.pos = before; return undefined; }
    const s1 = this.Path();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token("->")) { this.pos = before; return undefined; }
    const s3 = this.Path();
    if (s3 === undefined) { this.pos = before; return undefined; }
    const s4 = this.Loop();
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Connect", start, [s1, s3, s4]);
  }
  Bus(): Bus | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("bus")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.Bound();
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s4 = this.TypeRef();
    if (s4 === undefined) { this.pos = before; return undefined; }
    const s5 = this.Slots();
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Bus", start, [s1, s2, s4, s5]);
  }
  Slots(): Slots | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("slots")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Slots", start, [s1]);
  }
  Plug(): Plug | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("plug")) { this.pos = before; return undefined; }
    const s1 = this.Path();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.word("on")) { this.pos = before; return undefined; }
    const s3 = this.Path();
    if (s3 === undefined) { this.pos = before; return undefined; }
    const s4 = this.At();
    const s5 = this.Loop();
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Plug", start, [s1, s3, s4, s5]);
  }
  SitsOn(): SitsOn | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("sits")) { this.pos = before; return undefined; }
    if (!this.word("on")) { this.pos = before; return undefined; }
    const s2 = this.TypeRef();
    if (s2 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("SitsOn", start, [s2]);
  }
  Addresses(): Addresses | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("addresses")) { this.pos = before; return undefined; }
    const s1 = this.Range();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Addresses", start, [s1]);
  }
  Gate(): Gate | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.gateLeaf();
    if (s0 === undefined) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.Bound();
    if (s2 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Gate", start, [s0, s1, s2]);
  }
  SysBus(): SysBus | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("sysbus")) { this.pos = before; return undefined; }
    const s1 = this.sysbusFormLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.Expression();
    if (s2 === undefined) { this.pos = before; return undefined; }
    if (!this.token("=")) { this.pos = before; return undefined; }
    const s4 = this.Path();
    if (s4 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("SysBus", start, [s1, s2, s4]);
  }
  Bar(): Bar | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("bar")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s3 = this.barSpaceLeaf();
    if (s3 === undefined) { this.pos = before; return undefined; }
    const s4 = this.word("prefetch");
    if (!this.token("=")) { this.pos = before; return undefined; }
    const s6 = this.Path();
    if (s6 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Bar", start, [s1, s3, s4, s6]);
  }
  Pci(): Pci | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("pci")) { this.pos = before; return undefined; }
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s2: PciEntry[] = [];
    for (let one; (one = this.PciEntry()) !== undefined;) s2.push(one);
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("Pci", start, [s2]);
  }
  PciEntry(): PciEntry | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.nameLeaf();
    if (s0 === undefined) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("PciEntry", start, [s0, s1]);
  }
  Msi(): Msi | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("msi")) { this.pos = before; return undefined; }
    if (!this.word("vectors")) { this.pos = before; return undefined; }
    const s2 = this.Expression();
    if (s2 === undefined) { this.pos = before; return undefined; }
    const s3 = this.word("address64");
    const s4 = this.word("maskable");
    const s5 = this.Address();
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Msi", start, [s2, s3, s4, s5]);
  }
  Msix(): Msix | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("msix")) { this.pos = before; return undefined; }
    if (!this.word("vectors")) { this.pos = before; return undefined; }
    const s2 = this.Expression();
    if (s2 === undefined) { this.pos = before; return undefined; }
    if (!this.word("table")) { this.pos = before; return undefined; }
    const s4 = this.MsixPlace();
    if (s4 === undefined) { this.pos = before; return undefined; }
    if (!this.word("pba")) { this.pos = before; return undefined; }
    const s6 = this.MsixPlace();
    if (s6 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Msix", start, [s2, s4, s6]);
  }
  MsixPlace(): MsixPlace | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("bar")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token("@")) { this.pos = before; return undefined; }
    const s3 = this.Expression();
    if (s3 === undefined) { this.pos = before; return undefined; }
    return this.node("MsixPlace", start, [s1, s3]);
  }
  LifeHook(): LifeHook | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("on")) { this.pos = before; return undefined; }
    const s1 = this.LifeEvent();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.Handler();
    if (s2 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("LifeHook", start, [s1, s2]);
  }
  LifeEvent(): LifeEvent | undefined {
    if (this.tracing) return this.ResetEvent() ?? this.lifeEventLeaf();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 114:
        found = this.ResetEvent() ?? this.lifeEventLeaf();
        break;
      case 99:
      case 105:
      case 117:
      case 102:
        found = this.lifeEventLeaf();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  ResetEvent(): ResetEvent | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("reset")) { this.pos = before; return undefined; }
    const s1 = this.resetPhaseLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("ResetEvent", start, [s1]);
  }
  Handler(): Handler | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("=>")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.Uses();
    return this.node("Handler", start, [s1, s2]);
  }
  Uses(): Uses | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("uses")) { this.pos = before; return undefined; }
    const s1 = this.Path();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2: MorePaths[] = [];
    for (let one; (one = this.MorePaths()) !== undefined;) s2.push(one);
    return this.node("Uses", start, [s1, s2]);
  }
  MorePaths(): MorePaths | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token(",")) { this.pos = before; return undefined; }
    const s1 = this.Path();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("MorePaths", start, [s1]);
  }
  Realize(): Realize | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("realize")) { this.pos = before; return undefined; }
    const s1 = this.Path();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2: MorePaths[] = [];
    for (let one; (one = this.MorePaths()) !== undefined;) s2.push(one);
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Realize", start, [s1, s2]);
  }
  Unparent(): Unparent | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("unparent")) { this.pos = before; return undefined; }
    const s1 = this.Path();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.siblingOrderLeaf();
    if (s2 === undefined) { this.pos = before; return undefined; }
    const s3 = this.Path();
    if (s3 === undefined) { this.pos = before; return undefined; }
    const s4: MorePaths[] = [];
    for (let one; (one = this.MorePaths()) !== undefined;) s4.push(one);
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Unparent", start, [s1, s2, s3, s4]);
  }
  Timer(): Timer | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("timer")) { this.pos = before; return undefined; }
    const s1 = this.nameLeaf();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.Bound();
    const s3 = this.Handler();
    if (s3 === undefined) { this.pos = before; return undefined; }
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("Timer", start, [s1, s2, s3]);
  }
  State(): State | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("state")) { this.pos = before; return undefined; }
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s2: StateField[] = [];
    for (let one; (one = this.StateField()) !== undefined;) s2.push(one);
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("State", start, [s2]);
  }
  StateField(): StateField | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.nameLeaf();
    if (s0 === undefined) { this.pos = before; return undefined; }
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s2 = this.TypeRef();
    if (s2 === undefined) { this.pos = before; return undefined; }
    const s3 = this.Default();
    const s4 = this.word("transient");
    if (!this.token(";")) { this.pos = before; return undefined; }
    return this.node("StateField", start, [s0, s2, s3, s4]);
  }
  When(): When | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.word("when")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token("{")) { this.pos = before; return undefined; }
    const s3: Member[] = [];
    for (let one; (one = this.Member()) !== undefined;) s3.push(one);
    if (!this.token("}")) { this.pos = before; return undefined; }
    return this.node("When", start, [s1, s3]);
  }
  Expression(): Expression | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.Operand();
    if (s0 === undefined) { this.pos = before; return undefined; }
    const s1: BinaryTail[] = [];
    for (let one; (one = this.BinaryTail()) !== undefined;) s1.push(one);
    const s2 = this.Conditional();
    return this.node("Expression", start, [s0, s1, s2]);
  }
  BinaryTail(): BinaryTail | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.binaryOperatorLeaf();
    if (s0 === undefined) { this.pos = before; return undefined; }
    const s1 = this.Operand();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("BinaryTail", start, [s0, s1]);
  }
  Conditional(): Conditional | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("?")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token(":")) { this.pos = before; return undefined; }
    const s3 = this.Expression();
    if (s3 === undefined) { this.pos = before; return undefined; }
    return this.node("Conditional", start, [s1, s3]);
  }
  Operand(): Operand | undefined {
    if (this.tracing) return this.Unary() ?? this.Primary();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 33:
      case 45:
      case 126:
        found = this.Unary();
        break;
      case 40:
      case 48:
      case 49:
      case 50:
      case 51:
      case 52:
      case 53:
      case 54:
      case 55:
      case 56:
      case 57:
      case 34:
      case 116:
      case 102:
      case 91:
      case 97:
      case 98:
      case 99:
      case 100:
      case 101:
      case 103:
      case 104:
      case 105:
      case 106:
      case 107:
      case 108:
      case 109:
      case 110:
      case 111:
      case 112:
      case 113:
      case 114:
      case 115:
      case 117:
      case 118:
      case 119:
      case 120:
      case 121:
      case 122:
      case 65:
      case 66:
      case 67:
      case 68:
      case 69:
      case 70:
      case 71:
      case 72:
      case 73:
      case 74:
      case 75:
      case 76:
      case 77:
      case 78:
      case 79:
      case 80:
      case 81:
      case 82:
      case 83:
      case 84:
      case 85:
      case 86:
      case 87:
      case 88:
      case 89:
      case 90:
      case 95:
        found = this.Primary();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  Unary(): Unary | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0: Concrete<"unaryOperator", readonly []>[] = [];
    for (let one; (one = this.unaryOperatorLeaf()) !== undefined;) s0.push(one);
    if (s0.length === 0) { this.pos = before; return undefined; }
    const s1 = this.Primary();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("Unary", start, [s0, s1]);
  }
  Primary(): Primary | undefined {
    if (this.tracing) return this.Group() ?? this.numberLeaf() ?? this.stringLeaf() ?? this.booleanLeaf() ?? this.Array() ?? this.Call() ?? this.Path();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 40:
        found = this.Group();
        break;
      case 48:
      case 49:
      case 50:
      case 51:
      case 52:
      case 53:
      case 54:
      case 55:
      case 56:
      case 57:
        found = this.numberLeaf();
        break;
      case 34:
        found = this.stringLeaf();
        break;
      case 116:
      case 102:
        found = this.booleanLeaf() ?? this.Call() ?? this.Path();
        break;
      case 91:
        found = this.Array();
        break;
      case 97:
      case 98:
      case 99:
      case 100:
      case 101:
      case 103:
      case 104:
      case 105:
      case 106:
      case 107:
      case 108:
      case 109:
      case 110:
      case 111:
      case 112:
      case 113:
      case 114:
      case 115:
      case 117:
      case 118:
      case 119:
      case 120:
      case 121:
      case 122:
      case 65:
      case 66:
      case 67:
      case 68:
      case 69:
      case 70:
      case 71:
      case 72:
      case 73:
      case 74:
      case 75:
      case 76:
      case 77:
      case 78:
      case 79:
      case 80:
      case 81:
      case 82:
      case 83:
      case 84:
      case 85:
      case 86:
      case 87:
      case 88:
      case 89:
      case 90:
      case 95:
        found = this.Call() ?? this.Path();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  Group(): Group | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("(")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    if (!this.token(")")) { this.pos = before; return undefined; }
    return this.node("Group", start, [s1]);
  }
  Array(): Array | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("[")) { this.pos = before; return undefined; }
    const s1 = this.Arguments();
    if (!this.token("]")) { this.pos = before; return undefined; }
    return this.node("Array", start, [s1]);
  }
  Call(): Call | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.nameLeaf();
    if (s0 === undefined) { this.pos = before; return undefined; }
    if (!this.token("(")) { this.pos = before; return undefined; }
    const s2 = this.Arguments();
    if (!this.token(")")) { this.pos = before; return undefined; }
    return this.node("Call", start, [s0, s2]);
  }
  Arguments(): Arguments | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.Expression();
    if (s0 === undefined) { this.pos = before; return undefined; }
    const s1: MoreExpressions[] = [];
    for (let one; (one = this.MoreExpressions()) !== undefined;) s1.push(one);
    return this.node("Arguments", start, [s0, s1]);
  }
  MoreExpressions(): MoreExpressions | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token(",")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("MoreExpressions", start, [s1]);
  }
  Path(): Path | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.nameLeaf();
    if (s0 === undefined) { this.pos = before; return undefined; }
    const s1: Step[] = [];
    for (let one; (one = this.Step()) !== undefined;) s1.push(one);
    return this.node("Path", start, [s0, s1]);
  }
  Step(): Step | undefined {
    if (this.tracing) return this.PathMember() ?? this.PathIndex();
    const before = this.pos;
    this.skip();
    let found;
    switch (this.text.charCodeAt(this.pos)) {
      case 46:
        found = this.PathMember();
        break;
      case 91:
        found = this.PathIndex();
        break;
    }
    if (found === undefined) this.pos = before;
    return found;
  }
  PathMember(): PathMember | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token(".")) { this.pos = before; return undefined; }
    if (this.ahead(() => this.token("."))) { this.pos = before; return undefined; }
    const s2 = this.nameLeaf();
    if (s2 === undefined) { this.pos = before; return undefined; }
    return this.node("PathMember", start, [s2]);
  }
  PathIndex(): PathIndex | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("[")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    const s2 = this.UpTo();
    if (!this.token("]")) { this.pos = before; return undefined; }
    return this.node("PathIndex", start, [s1, s2]);
  }
  Range(): Range | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.Expression();
    if (s0 === undefined) { this.pos = before; return undefined; }
    if (!this.token("..")) { this.pos = before; return undefined; }
    const s2 = this.Expression();
    if (s2 === undefined) { this.pos = before; return undefined; }
    return this.node("Range", start, [s0, s2]);
  }
  UpTo(): UpTo | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("..")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (s1 === undefined) { this.pos = before; return undefined; }
    return this.node("UpTo", start, [s1]);
  }
  TypeRef(): TypeRef | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    const s0 = this.nameLeaf();
    if (s0 === undefined) { this.pos = before; return undefined; }
    const s1 = this.Count();
    return this.node("TypeRef", start, [s0, s1]);
  }
  Count(): Count | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (!this.token("[")) { this.pos = before; return undefined; }
    const s1 = this.Expression();
    if (!this.token("]")) { this.pos = before; return undefined; }
    return this.node("Count", start, [s1]);
  }
  private lexical1(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95))) return false;
    this.pos++;
    return true;
  }
  private lexical2(): boolean {
    for (let code; ((code = this.text.charCodeAt(this.pos)), (((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)));) this.pos++;
    return true;
  }
  private lexical3(): boolean {
    const before = this.pos;
    if (this.lexical1() && this.lexical2()) return true;
    this.pos = before;
    return false;
  }
  name(): boolean {
    return this.lexical3();
  }
  nameLeaf(): Concrete<"name", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.name()) return this.leaf("name", start);
    if (this.tracing) { this.miss("a name", start); }
    this.pos = before;
    return undefined;
  }
  private lexical4(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95))) return false;
    this.pos++;
    return true;
  }
  nameStart(): boolean {
    return this.lexical4();
  }
  private lexical5(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  namePart(): boolean {
    return this.lexical5();
  }
  private lexical6(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((code >= 48 && code <= 57))) return false;
    this.pos++;
    return true;
  }
  private lexical7(): boolean {
    for (let code; ((code = this.text.charCodeAt(this.pos)), (((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)));) this.pos++;
    return true;
  }
  private lexical8(): boolean {
    const before = this.pos;
    if (this.lexical6() && this.lexical7() && (this.fraction() || true)) return true;
    this.pos = before;
    return false;
  }
  number(): boolean {
    return this.lexical8();
  }
  numberLeaf(): Concrete<"number", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.number()) return this.leaf("number", start);
    if (this.tracing) { this.miss("a number", start); }
    this.pos = before;
    return undefined;
  }
  private lexical9(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 46)) return false;
    this.pos++;
    return true;
  }
  private lexical10(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((code >= 48 && code <= 57))) return false;
    this.pos++;
    return true;
  }
  private lexical11(): boolean {
    for (let code; ((code = this.text.charCodeAt(this.pos)), (((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)));) this.pos++;
    return true;
  }
  private lexical12(): boolean {
    const before = this.pos;
    if (this.lexical9() && this.lexical10() && this.lexical11()) return true;
    this.pos = before;
    return false;
  }
  fraction(): boolean {
    return this.lexical12();
  }
  private lexical13(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 34)) return false;
    this.pos++;
    return true;
  }
  private lexical14(): boolean {
    while (this.stringPart()) continue;
    return true;
  }
  private lexical15(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 34)) return false;
    this.pos++;
    return true;
  }
  private lexical16(): boolean {
    const before = this.pos;
    if (this.lexical13() && this.lexical14() && this.lexical15()) return true;
    this.pos = before;
    return false;
  }
  string(): boolean {
    return this.lexical16();
  }
  stringLeaf(): Concrete<"string", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.string()) return this.leaf("string", start);
    if (this.tracing) { this.miss("a text in double quotes", start); }
    this.pos = before;
    return undefined;
  }
  private lexical17(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((code === code && !((code === 34 || code === 92 || code === 10))))) return false;
    this.pos++;
    return true;
  }
  stringPart(): boolean {
    return (this.lexical17() || this.escape());
  }
  private lexical18(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((code === code && !((code === 34 || code === 92 || code === 10))))) return false;
    this.pos++;
    return true;
  }
  plainCharacter(): boolean {
    return this.lexical18();
  }
  private lexical19(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 92)) return false;
    this.pos++;
    return true;
  }
  private lexical20(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 10)) return false;
    this.pos++;
    return true;
  }
  private lexical21(): boolean {
    if (this.pos >= this.text.length) return false;
    this.pos++;
    return true;
  }
  private lexical22(): boolean {
    const before = this.pos;
    if (this.lexical19() && !this.ahead(() => this.lexical20()) && this.lexical21()) return true;
    this.pos = before;
    return false;
  }
  escape(): boolean {
    return this.lexical22();
  }
  private lexical23(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 59)) return false;
    this.pos++;
    return true;
  }
  semicolon(): boolean {
    return this.lexical23();
  }
  semicolonLeaf(): Concrete<"semicolon", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.semicolon()) return this.leaf("semicolon", start);
    if (this.tracing) { this.miss("`;`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical24(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 60)) return false;
    this.pos++;
    return true;
  }
  private lexical25(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 62)) return false;
    this.pos++;
    return true;
  }
  private lexical26(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 124)) return false;
    this.pos++;
    return true;
  }
  private lexical27(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 94)) return false;
    this.pos++;
    return true;
  }
  private lexical28(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 38)) return false;
    this.pos++;
    return true;
  }
  private lexical29(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 43)) return false;
    this.pos++;
    return true;
  }
  private lexical30(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 45)) return false;
    this.pos++;
    return true;
  }
  private lexical31(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 42)) return false;
    this.pos++;
    return true;
  }
  private lexical32(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 47)) return false;
    this.pos++;
    return true;
  }
  private lexical33(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 37)) return false;
    this.pos++;
    return true;
  }
  binaryOperator(): boolean {
    return (this.literal("||") || this.literal("&&") || this.literal("==") || this.literal("!=") || this.literal("<<") || this.literal(">>") || this.literal("<=") || this.literal(">=") || this.lexical24() || this.lexical25() || this.lexical26() || this.lexical27() || this.lexical28() || this.lexical29() || this.lexical30() || this.lexical31() || this.lexical32() || this.lexical33());
  }
  binaryOperatorLeaf(): Concrete<"binaryOperator", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.binaryOperator()) return this.leaf("binaryOperator", start);
    if (this.tracing) { this.miss("an operator", start); }
    this.pos = before;
    return undefined;
  }
  private lexical34(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((code === 33 || code === 45 || code === 126))) return false;
    this.pos++;
    return true;
  }
  unaryOperator(): boolean {
    return this.lexical34();
  }
  unaryOperatorLeaf(): Concrete<"unaryOperator", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.unaryOperator()) return this.leaf("unaryOperator", start);
    if (this.tracing) { this.miss("an operator", start); }
    this.pos = before;
    return undefined;
  }
  private lexical35(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical36(): boolean {
    const before = this.pos;
    if ((this.literal("true") || this.literal("false")) && !this.ahead(() => this.lexical35())) return true;
    this.pos = before;
    return false;
  }
  boolean(): boolean {
    return this.lexical36();
  }
  booleanLeaf(): Concrete<"boolean", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.boolean()) return this.leaf("boolean", start);
    if (this.tracing) { this.miss("`true` or `false`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical37(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 32)) return false;
    this.pos++;
    return true;
  }
  private lexical38(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 9)) return false;
    this.pos++;
    return true;
  }
  private lexical39(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 13)) return false;
    this.pos++;
    return true;
  }
  private lexical40(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 10)) return false;
    this.pos++;
    return true;
  }
  private lexical41(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!(code === 65279)) return false;
    this.pos++;
    return true;
  }
  space(): boolean {
    return (this.lexical37() || this.lexical38() || this.lexical39() || this.lexical40() || this.lexical41() || this.comment());
  }
  comment(): boolean {
    return (this.lineComment() || this.blockComment());
  }
  private lexical42(): boolean {
    const before = this.pos;
    if (this.literal("//") && this.until("\n")) return true;
    this.pos = before;
    return false;
  }
  lineComment(): boolean {
    return this.lexical42();
  }
  private lexical43(): boolean {
    const before = this.pos;
    if (this.literal("/*") && this.until("*/") && this.literal("*/")) return true;
    this.pos = before;
    return false;
  }
  blockComment(): boolean {
    return this.lexical43();
  }
  private lexical44(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical45(): boolean {
    const before = this.pos;
    if ((this.literal("device") || this.literal("soc") || this.literal("machine") || this.literal("object") || this.literal("bus") || this.literal("interface")) && !this.ahead(() => this.lexical44())) return true;
    this.pos = before;
    return false;
  }
  typeForm(): boolean {
    return this.lexical45();
  }
  typeFormLeaf(): Concrete<"typeForm", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.typeForm()) return this.leaf("typeForm", start);
    if (this.tracing) { this.miss("`device`", start); this.miss("`soc`", start); this.miss("`machine`", start); this.miss("`object`", start); this.miss("`bus`", start); this.miss("`interface`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical46(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical47(): boolean {
    const before = this.pos;
    if ((this.literal("embed") || this.literal("own")) && !this.ahead(() => this.lexical46())) return true;
    this.pos = before;
    return false;
  }
  storage(): boolean {
    return this.lexical47();
  }
  storageLeaf(): Concrete<"storage", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.storage()) return this.leaf("storage", start);
    if (this.tracing) { this.miss("`embed`", start); this.miss("`own`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical48(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical49(): boolean {
    const before = this.pos;
    if ((this.literal("link") || this.literal("ref") || this.literal("hold") || this.literal("up")) && !this.ahead(() => this.lexical48())) return true;
    this.pos = before;
    return false;
  }
  relation(): boolean {
    return this.lexical49();
  }
  relationLeaf(): Concrete<"relation", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.relation()) return this.leaf("relation", start);
    if (this.tracing) { this.miss("`link`", start); this.miss("`ref`", start); this.miss("`hold`", start); this.miss("`up`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical50(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical51(): boolean {
    const before = this.pos;
    if ((this.literal("prop") || this.literal("irq") || this.literal("clock") || this.literal("region") || this.literal("bus")) && !this.ahead(() => this.lexical50())) return true;
    this.pos = before;
    return false;
  }
  aliasKind(): boolean {
    return this.lexical51();
  }
  aliasKindLeaf(): Concrete<"aliasKind", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.aliasKind()) return this.leaf("aliasKind", start);
    if (this.tracing) { this.miss("`prop`", start); this.miss("`irq`", start); this.miss("`clock`", start); this.miss("`region`", start); this.miss("`bus`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical52(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical53(): boolean {
    const before = this.pos;
    if ((this.literal("iommu") || this.literal("io") || this.literal("ram") || this.literal("romd") || this.literal("rom") || this.literal("container")) && !this.ahead(() => this.lexical52())) return true;
    this.pos = before;
    return false;
  }
  regionForm(): boolean {
    return this.lexical53();
  }
  regionFormLeaf(): Concrete<"regionForm", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.regionForm()) return this.leaf("regionForm", start);
    if (this.tracing) { this.miss("`iommu`", start); this.miss("`io`", start); this.miss("`ram`", start); this.miss("`romd`", start); this.miss("`rom`", start); this.miss("`container`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical54(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical55(): boolean {
    const before = this.pos;
    if ((this.literal("reentrant") || this.literal("readonly") || this.literal("nonvolatile")) && !this.ahead(() => this.lexical54())) return true;
    this.pos = before;
    return false;
  }
  regionFlag(): boolean {
    return this.lexical55();
  }
  regionFlagLeaf(): Concrete<"regionFlag", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.regionFlag()) return this.leaf("regionFlag", start);
    if (this.tracing) { this.miss("`reentrant`", start); this.miss("`readonly`", start); this.miss("`nonvolatile`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical56(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical57(): boolean {
    const before = this.pos;
    if ((this.literal("little") || this.literal("big")) && !this.ahead(() => this.lexical56())) return true;
    this.pos = before;
    return false;
  }
  byteOrder(): boolean {
    return this.lexical57();
  }
  byteOrderLeaf(): Concrete<"byteOrder", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.byteOrder()) return this.leaf("byteOrder", start);
    if (this.tracing) { this.miss("`little`", start); this.miss("`big`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical58(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical59(): boolean {
    const before = this.pos;
    if ((this.literal("allow") || this.literal("refuse")) && !this.ahead(() => this.lexical58())) return true;
    this.pos = before;
    return false;
  }
  unalignedPolicy(): boolean {
    return this.lexical59();
  }
  unalignedPolicyLeaf(): Concrete<"unalignedPolicy", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.unalignedPolicy()) return this.leaf("unalignedPolicy", start);
    if (this.tracing) { this.miss("`allow`", start); this.miss("`refuse`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical60(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical61(): boolean {
    const before = this.pos;
    if ((this.literal("volatile") || this.literal("read") || this.literal("write")) && !this.ahead(() => this.lexical60())) return true;
    this.pos = before;
    return false;
  }
  registerFlag(): boolean {
    return this.lexical61();
  }
  registerFlagLeaf(): Concrete<"registerFlag", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.registerFlag()) return this.leaf("registerFlag", start);
    if (this.tracing) { this.miss("`volatile`", start); this.miss("`read`", start); this.miss("`write`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical62(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical63(): boolean {
    const before = this.pos;
    if ((this.literal("rw") || this.literal("ro") || this.literal("wo") || this.literal("w1c") || this.literal("w1s") || this.literal("w0c") || this.literal("w0s") || this.literal("w1t") || this.literal("rc") || this.literal("rs") || this.literal("once") || this.literal("reserved")) && !this.ahead(() => this.lexical62())) return true;
    this.pos = before;
    return false;
  }
  fieldAccess(): boolean {
    return this.lexical63();
  }
  fieldAccessLeaf(): Concrete<"fieldAccess", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.fieldAccess()) return this.leaf("fieldAccess", start);
    if (this.tracing) { this.miss("an access kind such as `rw`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical64(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical65(): boolean {
    const before = this.pos;
    if ((this.literal("read") || this.literal("write") || this.literal("change")) && !this.ahead(() => this.lexical64())) return true;
    this.pos = before;
    return false;
  }
  accessEvent(): boolean {
    return this.lexical65();
  }
  accessEventLeaf(): Concrete<"accessEvent", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.accessEvent()) return this.leaf("accessEvent", start);
    if (this.tracing) { this.miss("`read`", start); this.miss("`write`", start); this.miss("`change`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical66(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical67(): boolean {
    const before = this.pos;
    if ((this.literal("complete") || this.literal("can_be_deleted") || this.literal("init") || this.literal("realize") || this.literal("unrealize") || this.literal("restored") || this.literal("unparent") || this.literal("finalize")) && !this.ahead(() => this.lexical66())) return true;
    this.pos = before;
    return false;
  }
  lifeEvent(): boolean {
    return this.lexical67();
  }
  lifeEventLeaf(): Concrete<"lifeEvent", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.lifeEvent()) return this.leaf("lifeEvent", start);
    if (this.tracing) { this.miss("`complete`", start); this.miss("`can_be_deleted`", start); this.miss("`init`", start); this.miss("`realize`", start); this.miss("`unrealize`", start); this.miss("`restored`", start); this.miss("`unparent`", start); this.miss("`finalize`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical68(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical69(): boolean {
    const before = this.pos;
    if ((this.literal("enter") || this.literal("hold") || this.literal("exit")) && !this.ahead(() => this.lexical68())) return true;
    this.pos = before;
    return false;
  }
  resetPhase(): boolean {
    return this.lexical69();
  }
  resetPhaseLeaf(): Concrete<"resetPhase", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.resetPhase()) return this.leaf("resetPhase", start);
    if (this.tracing) { this.miss("`enter`", start); this.miss("`hold`", start); this.miss("`exit`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical70(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical71(): boolean {
    const before = this.pos;
    if ((this.literal("in") || this.literal("out")) && !this.ahead(() => this.lexical70())) return true;
    this.pos = before;
    return false;
  }
  direction(): boolean {
    return this.lexical71();
  }
  directionLeaf(): Concrete<"direction", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.direction()) return this.leaf("direction", start);
    if (this.tracing) { this.miss("`in`", start); this.miss("`out`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical72(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical73(): boolean {
    const before = this.pos;
    if ((this.literal("before") || this.literal("after")) && !this.ahead(() => this.lexical72())) return true;
    this.pos = before;
    return false;
  }
  siblingOrder(): boolean {
    return this.lexical73();
  }
  siblingOrderLeaf(): Concrete<"siblingOrder", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.siblingOrder()) return this.leaf("siblingOrder", start);
    if (this.tracing) { this.miss("`before`", start); this.miss("`after`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical74(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical75(): boolean {
    const before = this.pos;
    if ((this.literal("mmio") || this.literal("pio") || this.literal("irq")) && !this.ahead(() => this.lexical74())) return true;
    this.pos = before;
    return false;
  }
  sysbusForm(): boolean {
    return this.lexical75();
  }
  sysbusFormLeaf(): Concrete<"sysbusForm", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.sysbusForm()) return this.leaf("sysbusForm", start);
    if (this.tracing) { this.miss("`mmio`", start); this.miss("`pio`", start); this.miss("`irq`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical76(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical77(): boolean {
    const before = this.pos;
    if ((this.literal("mem32") || this.literal("mem64") || this.literal("io")) && !this.ahead(() => this.lexical76())) return true;
    this.pos = before;
    return false;
  }
  barSpace(): boolean {
    return this.lexical77();
  }
  barSpaceLeaf(): Concrete<"barSpace", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.barSpace()) return this.leaf("barSpace", start);
    if (this.tracing) { this.miss("`mem32`", start); this.miss("`mem64`", start); this.miss("`io`", start); }
    this.pos = before;
    return undefined;
  }
  private lexical78(): boolean {
    const code = this.text.charCodeAt(this.pos);
    if (!((((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) || (code >= 48 && code <= 57)))) return false;
    this.pos++;
    return true;
  }
  private lexical79(): boolean {
    const before = this.pos;
    if ((this.literal("or") || this.literal("split")) && !this.ahead(() => this.lexical78())) return true;
    this.pos = before;
    return false;
  }
  gate(): boolean {
    return this.lexical79();
  }
  gateLeaf(): Concrete<"gate", readonly []> | undefined {
    const before = this.pos;
    this.skip();
    const start = this.pos;
    if (this.gate()) return this.leaf("gate", start);
    if (this.tracing) { this.miss("`or`", start); this.miss("`split`", start); }
    this.pos = before;
    return undefined;
  }
  protected override skip(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.pos);
      if ((code !== 32 && code !== 9 && code !== 13 && code !== 10 && code !== 65279 && code !== 47) || !this.space()) return;
    }
  }
}
